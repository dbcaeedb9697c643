'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { Glyph } from './glyph';

/** One thing to mend; `fieldId` leads there. */
export interface FormProblem {
  message: ReactNode;
  fieldId?: string;
}

/**
 * What is wrong with a form, focused when it appears (LOOK 10). `attempt` counts submissions, so that
 * the same error a second time is read again.
 */
export function ErrorSummary(props: {
  title: ReactNode;
  problems: readonly FormProblem[];
  attempt: number;
}) {
  const { title, problems, attempt } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (attempt > 0 && problems.length > 0) box.current?.focus();
  }, [attempt, problems.length]);
  if (problems.length === 0) return null;
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="border-2 border-danger-fill bg-danger-tint p-4 text-ink"
    >
      <h2 className="type-body flex items-center gap-2 font-semibold">
        <span className="text-danger">
          <Glyph name="danger" />
        </span>
        {title}
      </h2>
      <ul className="mt-2 flex flex-col gap-1">
        {problems.map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: problems have no other identity
          <li key={index} className="type-body">
            {problem.fieldId ? (
              <a href={`#${problem.fieldId}`} className="underline underline-offset-4">
                {problem.message}
              </a>
            ) : (
              problem.message
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
