'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useLiveStatus, useServerNow } from '@/lib/live/hooks';
import { formatAge, formatTime } from '@/lib/page/format';
import { useStyle } from '../shell/use-style';
import { Dialog } from '../ui/dialog';
import { Rule } from '../ui/rule';
import { NewHistory } from './new-history';
import { Proof } from './proof';
import { useFreshnessSpeech } from './use-freshness-speech';
import { freshnessLook } from './words';

/** Under the header of every page: solid while what is shown is proven current; press for the proof. */
export function FreshnessLine({ isSignedIn }: { isSignedIn: boolean }) {
  const status = useLiveStatus();
  const t = useTranslations();
  const [open, setOpen] = useState(false);
  useFreshnessSpeech();
  if (!status.watching) return <Rule texture="solid" />;
  const { texture } = freshnessLook(status);
  return (
    <div className="relative">
      <Rule texture={texture} />
      <button
        type="button"
        data-freshness={status.freshness}
        onClick={() => setOpen(true)}
        className={`absolute top-0 right-4 z-10 flex min-h-6 items-center px-2.5 type-label nums md:right-8 ${
          texture === 'solid' ? 'bg-ink text-on-action' : 'bg-stale-fill text-on-fill'
        }`}
      >
        <Label />
      </button>
      <NewHistory isSignedIn={isSignedIn} />
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t('freshness.proofTitle')}
        closeLabel={t('common.close')}
      >
        <Proof />
      </Dialog>
    </div>
  );
}

/** The label's words; its age is read once a tick, so a page without messages visibly grows older. */
function Label() {
  const status = useLiveStatus();
  const { provenAtMs } = status;
  const t = useTranslations('freshness');
  const style = useStyle();
  const age = useServerNow((nowMs) =>
    provenAtMs === null ? '' : formatAge(Math.max(0, nowMs - provenAtMs), style.language),
  );
  const { word } = freshnessLook(status);
  const at = provenAtMs === null ? '' : formatTime(provenAtMs, 'seconds', style);
  return <span suppressHydrationWarning>{t(word, { age, at })}</span>;
}
