'use client';

import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Glyph } from './glyph';

interface DialogProps {
  open: boolean;
  /** Asked by Escape, by the cross and by a press outside; the owner closes it. */
  onClose: () => void;
  title: ReactNode;
  closeLabel: string;
  children: ReactNode;
}

/**
 * An overlay: a sheet from below on a phone, a box in the middle from 640px. The browser's own modal
 * dialog keeps focus inside, closes on Escape and needs no injected styles (the page's CSP forbids them).
 */
export function Dialog(props: DialogProps) {
  const { open, onClose, title, closeLabel, children } = props;
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way, by onCancel
    <dialog
      ref={element}
      aria-labelledby={open ? titleId : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
      className="sheet border border-line-strong bg-surface text-ink shadow-overlay"
    >
      {open ? (
        <div className="p-6">
          <div className="flex items-start justify-between gap-4">
            <h2 id={titleId} className="type-price-m">
              {title}
            </h2>
            <button
              type="button"
              aria-label={closeLabel}
              onClick={onClose}
              className="-mt-3 -mr-3 inline-flex size-12 flex-none items-center justify-center"
            >
              <Glyph name="close" />
            </button>
          </div>
          <div className="mt-4">{children}</div>
        </div>
      ) : null}
    </dialog>
  );
}
