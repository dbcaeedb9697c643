import { getWords } from './_language';

/** Says, where no script runs, which page works without (PSH9). `href`: the same in lite. */
export async function LiteNote({ href }: { href: string }) {
  const { t } = await getWords();
  return (
    <noscript>
      <p className="page-width bg-stale-tint py-3 type-body text-stale">
        {t('lite.noScript')}{' '}
        <a href={href} className="underline underline-offset-4">
          {t('lite.litePage')}
        </a>
      </p>
    </noscript>
  );
}
