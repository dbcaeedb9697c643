import Link from 'next/link';
import type { ReactNode } from 'react';
import type { RuleTexture } from '@/lib/page/panel/rule-texture';
import { Picture } from '../ui/picture';
import { Rule } from '../ui/rule';

/** A sale in a list: it hangs from its rule, dotted before it opens, double once it is over. */
export function SaleCard(props: {
  rule: RuleTexture;
  href: string;
  title: string;
  cover: string | null;
  /** Facts in words: when, how many. */
  children: ReactNode;
}) {
  return (
    <li className="relative">
      <Rule texture={props.rule} />
      <div className="flex gap-4">
        <div className="aspect-4/5 w-24 flex-none bg-sunk sm:w-28">
          {props.cover ? <Picture src={props.cover} alt="" className="size-full" /> : null}
        </div>
        <div className="min-w-0 flex-1">
          <h3 className="line-clamp-3 type-tile-title">
            <Link
              href={props.href}
              className="underline-offset-4 after:absolute after:inset-0 hover:underline"
            >
              {props.title}
            </Link>
          </h3>
          <div className="flex flex-col gap-1 pt-2 type-label text-ink-2">{props.children}</div>
        </div>
      </div>
    </li>
  );
}
