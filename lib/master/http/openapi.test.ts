import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROBLEM_BASE, PROBLEMS } from '../../api/problem';
import { docsPage } from './docs-page';
import { openApi } from './openapi';
import { ROUTES } from './table';

type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
};
type Operation = {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: { properties?: object } }> };
  responses: Record<string, { content: Record<string, { schema: object }> }>;
};

const document = openApi(ROUTES, 'http://localhost:3000') as unknown as Document;
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

describe('the OpenAPI document', () => {
  test('is OpenAPI 3.1 and has every route of the table', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const { method, path } of ROUTES) {
      const inDocument = path.replace(/:(\w+)/g, '{$1}');
      expect(document.paths[inDocument]?.[method.toLowerCase()], `${method} ${path}`).toBeDefined();
    }
    expect(operations).toHaveLength(ROUTES.length);
  });

  test('names each operation once', () => {
    const names = operations.map((operation) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  test('tells the form of a bid from the schema that validates it', () => {
    const bid = document.paths['/lots/{id}/bids']?.post;
    const schema = bid?.requestBody?.content['application/json']?.schema;
    expect(Object.keys(schema?.properties ?? {})).toEqual([
      'amountMinor',
      'kind',
      'seenAskMinor',
      'units',
      'leastUnits',
    ]);
    expect(schema).toMatchObject({
      additionalProperties: false,
      required: ['amountMinor', 'kind'],
    });
    expect(bid?.parameters).toContainEqual(
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
    );
    expect(Object.keys(bid?.responses ?? {})).toEqual([
      '201',
      '400',
      '401',
      '403',
      '404',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
  });

  test('leaves no answer without a form', () => {
    for (const operation of operations) {
      for (const [status, answer] of Object.entries(operation.responses)) {
        const [content] = Object.values(answer.content);
        expect(
          Object.keys(content?.schema ?? {}),
          `${operation.operationId} ${status}`,
        ).not.toEqual([]);
      }
    }
  });

  test('says cursors and limits of a list as optional', () => {
    const list = document.paths['/auctions']?.get?.parameters;
    expect(list?.map(({ name, required }) => [name, required])).toEqual([
      ['cursor', false],
      ['limit', false],
    ]);
  });
});

test('the readable page shows every call, without scripts', () => {
  const page = docsPage(document, 'a-nonce');
  for (const { method, path } of ROUTES) {
    expect(page).toContain(`${method} /api/v1${path.replace(/:(\w+)/g, '{$1}')}`);
  }
  expect(page).not.toContain('<script');
  expect(page).toContain('<style nonce="a-nonce">');
});

describe('every kind of problem has a page under docs/errors', () => {
  test.each(Object.entries(PROBLEMS))('%s', (kind, { status, title }) => {
    const file = new URL(`../../../docs/errors/${kind}.md`, import.meta.url);
    expect(existsSync(file), `docs/errors/${kind}.md`).toBe(true);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(`# ${title}`);
    expect(text).toContain(PROBLEM_BASE + kind);
    expect(text).toContain(`HTTP ${status}`);
    expect(text).toContain('## What to do');
  });
});
