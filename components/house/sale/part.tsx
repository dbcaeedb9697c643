import type { ReactNode } from 'react';
import { Rule } from '../../ui/rule';

/** A part of a form or page under its ruled line. */
export function Part(props: { title: string; children: ReactNode; className?: string }) {
  return (
    <section className={props.className}>
      <Rule texture="solid" />
      <h2 className="type-body pt-1 pb-3 font-semibold">{props.title}</h2>
      {props.children}
    </section>
  );
}
