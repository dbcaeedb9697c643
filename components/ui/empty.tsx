import Link from 'next/link';
import { buttonClass } from './button';
import { Rule } from './rule';

/** Nothing here: one sentence, at most one action (LOOK 10). */
export function Empty(props: { sentence: string; action?: { href: string; label: string } }) {
  return (
    <div>
      <Rule texture="dotted" />
      <p className="type-body py-6 text-ink-2">{props.sentence}</p>
      {props.action ? (
        <Link href={props.action.href} className={buttonClass('secondary')}>
          {props.action.label}
        </Link>
      ) : null}
    </div>
  );
}
