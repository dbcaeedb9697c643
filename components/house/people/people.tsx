'use client';

import clsx from 'clsx';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { type RegistrationView, registrationView } from '@/lib/api/v1/registrations';
import { callApi } from '../../api/call-api';
import { useTroubleWords } from '../../api/use-trouble-words';
import { Button } from '../../ui/button';
import { Empty } from '../../ui/empty';
import { Glyph } from '../../ui/glyph';
import { Instant } from '../../ui/instant';
import { Conditions } from './conditions';
import { ConditionsDialog } from './conditions-dialog';

type Status = RegistrationView['status'];
type Decision = 'approve' | 'decline' | 'suspend';

const BECOMES = { approve: 'approved', decline: 'declined', suspend: 'suspended' } as const;

/** What may be decided from each status. */
const DECISIONS: Record<Status, readonly Decision[]> = {
  pending: ['approve', 'decline'],
  approved: ['suspend'],
  declined: ['approve'],
  suspended: ['approve'],
};

const ORDER: Record<Status, number> = { pending: 0, approved: 1, suspended: 2, declined: 3 };

const CELL = 'px-2 py-1 align-middle';
const HEAD = 'px-2 py-2 text-left font-semibold whitespace-nowrap';

/** Who registered for a sale, those who wait for a decision first. */
export function People(props: {
  people: readonly RegistrationView[];
  currency: string;
  mayDecide: boolean;
  /** There are more than these. */
  isCut: boolean;
}) {
  const t = useTranslations('house');
  const troubleWords = useTroubleWords();
  const router = useRouter();
  const [busyId, setBusyId] = useState<number | null>(null);
  const [openId, setOpenId] = useState<number | null>(null);
  const [said, setSaid] = useState<{ words: string; isTrouble: boolean } | null>(null);
  const people = [...props.people].sort((a, b) => ORDER[a.status] - ORDER[b.status]);
  const pending = people.filter(({ status }) => status === 'pending').length;

  async function decide(person: RegistrationView, decision: Decision) {
    setBusyId(person.id);
    const done = await callApi({
      method: 'PATCH',
      path: `/api/v1/registrations/${person.id}`,
      body: { status: BECOMES[decision] },
      answer: registrationView,
    });
    setBusyId(null);
    const name = person.bidder?.name ?? String(person.paddle);
    setSaid(
      done.ok
        ? {
            words: t('people.done', { name, status: t(`people.statuses.${done.value.status}`) }),
            isTrouble: false,
          }
        : { words: `${name}: ${troubleWords(done.error)}`, isTrouble: true },
    );
    router.refresh();
  }

  const opened = people.find(({ id }) => id === openId);
  if (people.length === 0) return <Empty sentence={t('people.empty')} />;
  return (
    <>
      <p className="type-body pb-2">{t('people.pending', { count: pending })}</p>
      <p
        role="status"
        className={clsx(
          'type-dense flex min-h-[1.125rem] items-baseline gap-2 pb-2',
          said?.isTrouble && 'text-danger',
        )}
      >
        {said?.isTrouble ? <Glyph name="danger" /> : null}
        {said?.words}
      </p>
      <table className="w-full border-collapse type-dense">
        <thead>
          <tr className="border-b border-line-strong text-ink-2">
            <th scope="col" className={`${HEAD} text-right`}>
              {t('columns.paddle')}
            </th>
            <th scope="col" className={HEAD}>
              {t('columns.name')}
            </th>
            <th scope="col" className={HEAD}>
              {t('columns.state')}
            </th>
            <th scope="col" className={`${HEAD} max-sm:hidden`}>
              {t('columns.registered')}
            </th>
            <th scope="col" className={`${HEAD} max-md:hidden`}>
              {t('columns.terms')}
            </th>
            <th scope="col" className={HEAD}>
              {t('columns.decide')}
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id} data-registration={person.id} className="border-b border-line">
              <td className={`${CELL} nums text-right`}>{person.paddle}</td>
              <td className={`${CELL} max-w-0 w-full`}>
                <span className="block truncate font-semibold">{person.bidder?.name}</span>
                <span className="block truncate text-ink-2">{person.bidder?.email}</span>
                <Conditions person={person} currency={props.currency} />
              </td>
              <td className={`${CELL} ${person.status === 'pending' ? 'font-bold' : 'text-ink-2'}`}>
                {t(`people.statuses.${person.status}`)}
              </td>
              <td className={`${CELL} text-ink-2 max-sm:hidden`}>
                <Instant ms={Date.parse(person.createdAt)} shape="dayTimeZone" />
              </td>
              <td className={`${CELL} nums text-ink-2 max-md:hidden`}>
                {t('people.termsVersion', { version: person.termsVersion })}
              </td>
              <td className={`${CELL} nums`}>
                {props.mayDecide ? (
                  <span className="flex gap-2 max-sm:flex-col">
                    {DECISIONS[person.status].map((decision) => (
                      <Button
                        key={decision}
                        size="dense"
                        look={decision === 'approve' ? 'secondary' : 'danger'}
                        blocked={busyId === person.id}
                        aria-label={t('people.act', {
                          act: t(`people.${decision}`),
                          name: person.bidder?.name ?? '',
                        })}
                        onClick={() => decide(person, decision)}
                      >
                        {t(`people.${decision}`)}
                      </Button>
                    ))}
                    <Button
                      size="dense"
                      look="secondary"
                      data-conditions={person.id}
                      aria-label={t('people.act', {
                        act: t('people.conditions'),
                        name: person.bidder?.name ?? '',
                      })}
                      onClick={() => setOpenId(person.id)}
                    >
                      {t('people.conditions')}
                    </Button>
                  </span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {opened ? (
        <ConditionsDialog
          person={opened}
          currency={props.currency}
          onClose={() => setOpenId(null)}
          onDone={(decided) => {
            setOpenId(null);
            const name = opened.bidder?.name ?? String(opened.paddle);
            const words = t(decided ? 'people.conditionsSet' : 'form.nothing', { name });
            setSaid({ words, isTrouble: false });
            router.refresh();
          }}
        />
      ) : null}
      {props.isCut ? (
        <p className="type-dense pt-2 text-ink-2">{t('people.more', { count: people.length })}</p>
      ) : null}
      {props.mayDecide ? null : (
        <p className="type-dense pt-2 text-ink-2">{t('needsAuctioneer')}</p>
      )}
    </>
  );
}
