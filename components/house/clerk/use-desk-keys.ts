'use client';

import { type FocusEvent, type KeyboardEvent, useState } from 'react';

/** Chinese input reports its keys with this code (LOOK 7). */
const COMPOSING_KEY_CODE = 229;

const isTyping = (target: EventTarget) =>
  target instanceof HTMLElement && target.closest('input, select, textarea') !== null;

/**
 * Single keys that act only while the desk has the focus and nothing is typed, and that can be switched
 * off (WCAG 2.1.4). `press` is told the place of a key on the keyboard and says whether it meant anything.
 */
export function useDeskKeys(press: (code: string) => boolean) {
  const [hasFocus, setFocus] = useState(false);
  const [isOn, setOn] = useState(true);
  const props = {
    onFocus: (event: FocusEvent) => setFocus(!isTyping(event.target)),
    onBlur: () => setFocus(false),
    onKeyDown: (event: KeyboardEvent) => {
      const isModified = event.ctrlKey || event.metaKey || event.altKey;
      const isComposing = event.nativeEvent.isComposing || event.keyCode === COMPOSING_KEY_CODE;
      if (!isOn || event.repeat || isModified || isComposing || isTyping(event.target)) return;
      if (press(event.code)) event.preventDefault();
    },
  };
  return { isArmed: isOn && hasFocus, isOn, setOn, props };
}
