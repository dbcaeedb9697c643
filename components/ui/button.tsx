import clsx from 'clsx';
import type { ComponentPropsWithRef } from 'react';

/** Ink for the one act of a panel; secondary beside it; quiet in rows, inherit on a fill; danger destroys. */
export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'inherit' | 'danger';
/** Heights of LOOK 3: bid 56, regular 48, dense 32 (the house's screens). */
export type ButtonSize = 'bid' | 'regular' | 'dense';

const LOOKS: Record<ButtonLook, string> = {
  primary: 'bg-action text-on-action hover:bg-action-hover active:bg-action-hover',
  secondary: 'border border-line-strong text-ink hover:bg-sunk active:bg-sunk',
  quiet: 'text-ink underline decoration-line-strong underline-offset-4 hover:decoration-ink',
  inherit: 'text-inherit underline underline-offset-4',
  danger: 'border border-danger-fill text-danger hover:bg-danger-tint active:bg-danger-tint',
};
const BLOCKED = 'bg-sunk text-ink-3 border border-line';
const SIZES: Record<ButtonSize, string> = {
  bid: 'min-h-14 px-4 type-button',
  regular: 'min-h-12 px-4 type-body font-semibold',
  dense: 'min-h-8 px-3 type-dense font-semibold',
};

/** Classes of a button, for links that look like one. */
export const buttonClass = (look: ButtonLook, size: ButtonSize = 'regular', blocked = false) =>
  clsx(
    'inline-flex items-center justify-center gap-2 rounded-control text-center',
    'motion-safe:transition-colors motion-safe:duration-[90ms] motion-safe:ease-out',
    SIZES[size],
    blocked ? BLOCKED : LOOKS[look],
  );

interface ButtonProps extends ComponentPropsWithRef<'button'> {
  look?: ButtonLook;
  size?: ButtonSize;
  /** Stays focusable, does nothing, and names why by `aria-describedby` (LOOK 5). */
  blocked?: boolean;
}

/** A button. `blocked` keeps it in the tab order; its reason must stand beside it. */
export function Button(props: ButtonProps) {
  const { look = 'primary', size, blocked = false, className, onClick, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={blocked || undefined}
      onClick={(event) => {
        if (blocked) event.preventDefault();
        else onClick?.(event);
      }}
      className={clsx(buttonClass(look, size, blocked), className)}
    />
  );
}
