'use client';

import { Button } from '../ui/button';

/** Prints the page, or saves it as the browser can. */
export function PrintButton({ label }: { label: string }) {
  return (
    <Button look="secondary" className="print:hidden" onClick={() => window.print()}>
      {label}
    </Button>
  );
}
