import { expect, test } from '@playwright/test';
import { build } from 'esbuild';

test("The browser's own database keeps what is edited offline as the tests' store does", async ({
  page,
}) => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createIdbStore } from './lib/offline/idb-store';
        import { storeContract } from './lib/offline/testing/store-contract';
        window.kept = storeContract((auctionId) => createIdbStore({ userId: 'ada', auctionId }));`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    format: 'iife',
    write: false,
  });
  // A page of its own, on an origin that may keep things.
  await page.route('http://localhost/empty', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>empty</title>' }),
  );
  await page.goto('http://localhost/empty');
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  const broken = await page.evaluate(() =>
    (window as unknown as { kept: Promise<void> }).kept.then(
      () => null,
      (error: Error) => error.message,
    ),
  );
  expect(broken).toBeNull();
});
