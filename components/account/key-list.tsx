'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import type { ApiKeyView } from '@/lib/api/v1/me';
import { formatTime } from '@/lib/page/format';
import { callApi } from '../api/call-api';
import { useTroubleWords } from '../api/use-trouble-words';
import { useStyle } from '../shell/use-style';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Rule } from '../ui/rule';

const revoked = z.strictObject({ revoked: z.literal(true) });

/** The person's keys: solid rule while a key is good, double once it is revoked. */
export function KeyList(props: { keys: readonly ApiKeyView[]; onRevoked: () => void }) {
  const t = useTranslations('me');
  const [asked, setAsked] = useState<ApiKeyView | null>(null);
  if (props.keys.length === 0) {
    return (
      <div>
        <Rule texture="dotted" />
        <p className="type-body pt-4 text-ink-2">{t('noKeys')}</p>
      </div>
    );
  }
  return (
    <>
      <ul className="grid gap-6">
        {props.keys.map((key) => (
          <KeyRow key={key.id} shown={key} onRevoke={() => setAsked(key)} />
        ))}
      </ul>
      <RevokeDialog
        asked={asked}
        onClose={() => setAsked(null)}
        onRevoked={() => {
          setAsked(null);
          props.onRevoked();
        }}
      />
    </>
  );
}

function KeyRow({ shown, onRevoke }: { shown: ApiKeyView; onRevoke: () => void }) {
  const t = useTranslations('me');
  const style = useStyle();
  const at = (instant: string) => formatTime(Date.parse(instant), 'dayTimeZone', style);
  return (
    <li>
      <Rule texture={shown.revokedAt ? 'final' : 'solid'} />
      <div className="flex flex-wrap items-center gap-x-6 gap-y-1 pt-2">
        <div className="min-w-0 flex-1 basis-48">
          <p className="type-body truncate font-semibold">{shown.name}</p>
          <p className="type-label nums text-ink-2">
            {shown.prefix}… · {at(shown.createdAt)}
          </p>
        </div>
        {shown.revokedAt ? (
          <span className="type-label nums text-ink-2">
            {t('revokedAt', { at: at(shown.revokedAt) })}
          </span>
        ) : (
          <Button
            look="danger"
            onClick={onRevoke}
            aria-label={t('revokeTitle', { name: shown.name })}
          >
            {t('revoke')}
          </Button>
        )}
      </div>
    </li>
  );
}

function RevokeDialog(props: {
  asked: ApiKeyView | null;
  onClose: () => void;
  onRevoked: () => void;
}) {
  const { asked } = props;
  const t = useTranslations('me');
  const common = useTranslations('common');
  const troubleWords = useTroubleWords();
  const [state, setState] = useState<{ busy: boolean; refusal: string | null }>({
    busy: false,
    refusal: null,
  });
  async function revoke(id: number) {
    setState({ busy: true, refusal: null });
    const path = `/api/v1/keys/${id}`;
    const done = await callApi({ method: 'DELETE', path, answer: revoked });
    setState({ busy: false, refusal: done.ok ? null : troubleWords(done.error) });
    if (done.ok) props.onRevoked();
  }
  return (
    <Dialog
      open={asked !== null}
      onClose={props.onClose}
      title={t('revokeTitle', { name: asked?.name ?? '' })}
      closeLabel={common('close')}
    >
      <p className="type-body pb-6">{t('revokeText', { prefix: asked?.prefix ?? '' })}</p>
      {state.refusal ? (
        <p role="alert" className="type-body pb-4 text-danger">
          {state.refusal}
        </p>
      ) : null}
      <div className="flex gap-3">
        <Button look="danger" blocked={state.busy} onClick={() => asked && revoke(asked.id)}>
          {t('revokeConfirm')}
        </Button>
        <Button look="secondary" onClick={props.onClose}>
          {common('back')}
        </Button>
      </div>
    </Dialog>
  );
}
