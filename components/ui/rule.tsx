import type { RuleTexture } from '@/lib/page/panel/rule-texture';

/** The ruled line every live thing hangs from; always 8px high, so nothing moves when it changes. */
export function Rule({ texture, className }: { texture: RuleTexture; className?: string }) {
  return (
    <div className={className ? `rule ${className}` : 'rule'} data-rule={texture} aria-hidden />
  );
}
