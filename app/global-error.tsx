'use client';

/** When even the shell fails: no styles, no words from elsewhere (LOOK 10). */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <h1>Lotcast</h1>
        <p>
          This page failed. Confirmed bids stand. Reference {error.digest ?? '–'}.
          <br />
          <span lang="zh-Hans">页面出错。已确认的出价仍然有效。</span>
        </p>
      </body>
    </html>
  );
}
