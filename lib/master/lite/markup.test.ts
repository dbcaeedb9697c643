import { expect, test } from 'vitest';
import { html } from './markup';

test('[PSH9] text of others is escaped in elements and attributes, markup stays', () => {
  const title = `"><script>alert('x')</script>&`;
  const row = html`<td title="${title}">${title}</td>`;
  expect(row.text).toBe(
    '<td title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</td>',
  );
  expect(html`<tr>${[row, null, false, 0]}</tr>`.text).toBe(`<tr>${row.text}0</tr>`);
});
