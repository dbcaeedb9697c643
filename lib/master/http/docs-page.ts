import { PROBLEMS } from '../../api/problem';
import { escapeHtml, htmlPage } from './html';
import { API_PREFIX } from './openapi';

type Json = Record<string, unknown>;

/** The parts of an operation in the document that the page shows. */
interface Operation {
  summary: string;
  description: string;
  parameters: { name: string; in: string; required: boolean; description?: string }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { description: string; content: Record<string, { schema: Json }> }>;
}

const CSS = `
section{border-top:3px solid var(--ink);margin-top:32px;padding-top:8px}
h2{font-size:17px;line-height:24px;font-weight:600;margin:8px 0}
code,pre{font:13px/18px ui-monospace,"Cascadia Mono",Menlo,monospace}
pre{background:var(--sunk);padding:12px;overflow-x:auto;margin:8px 0}
table{border-collapse:collapse;width:100%;font-size:13px;line-height:18px}
td,th{border-top:1px solid var(--line);padding:8px 8px 8px 0;text-align:left;vertical-align:top}
summary{cursor:pointer;padding:8px 0}`;

const prose = (text: string) =>
  escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .split('\n\n')
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join('');

const schemaBlock = (title: string, schema: Json) =>
  `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`;

const schemaOf = (content: Record<string, { schema: Json }> | undefined): Json | null =>
  content?.['application/json']?.schema ?? null;

function parametersTable(operation: Operation): string {
  if (operation.parameters.length === 0) return '';
  const rows = operation.parameters.map(
    (parameter) =>
      `<tr><td><code>${escapeHtml(parameter.name)}</code></td><td>${parameter.in}</td>` +
      `<td>${parameter.required ? 'required' : 'optional'}</td>` +
      `<td>${escapeHtml(parameter.description ?? '')}</td></tr>`,
  );
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

function section(method: string, path: string, operation: Operation): string {
  const body = schemaOf(operation.requestBody?.content);
  const answers = Object.entries(operation.responses).map(([status, { description, content }]) => {
    const schema = schemaOf(content);
    return schema
      ? schemaBlock(`${status}: answer`, schema)
      : `<h2>${status}</h2>${prose(description)}`;
  });
  return `<section id="${method}-${escapeHtml(path.replace(/\W+/g, '-'))}">
    <h2><code>${method.toUpperCase()} ${API_PREFIX}${escapeHtml(path)}</code></h2>
    ${prose(`${operation.summary}.\n\n${operation.description}`)}${parametersTable(operation)}
    ${body ? schemaBlock('Body', body) : ''}
    <details><summary>Answers</summary>${answers.join('')}</details></section>`;
}

function problemsSection(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([kind, { status, title }]) =>
      `<tr id="problem-${kind}"><td><code>${kind}</code></td><td>${status}</td>` +
      `<td>${escapeHtml(title)}</td></tr>`,
  );
  return `<section><h2>Problems</h2><table><tbody>${rows.join('')}</tbody></table></section>`;
}

/** The OpenAPI document as a page to read: nothing but the document, drawn without scripts. */
export function docsPage(document: Json, nonce: string): string {
  const { info, paths } = document as {
    info: { title: string; description: string };
    paths: Record<string, Record<string, Operation>>;
  };
  const sections = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => section(method, path, operation)),
  );
  return htmlPage({
    title: info.title,
    nonce,
    css: CSS,
    body:
      `<h1>${escapeHtml(info.title)}</h1>${prose(info.description)}` +
      `<p><a href="${API_PREFIX}/openapi.json">openapi.json</a></p>` +
      sections.join('') +
      problemsSection(),
  });
}
