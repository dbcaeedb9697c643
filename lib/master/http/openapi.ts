import { z } from 'zod';
import { PROBLEM_BASE, PROBLEMS, type ProblemKind, problem } from '../../api/problem';
import type { Route, Who } from './route';

/** Where the API is mounted. */
export const API_PREFIX = '/api/v1';

type Json = Record<string, unknown>;

/** What every call can answer with, beside its own problems. */
export function problemsOf(route: Route): ProblemKind[] {
  const kinds = new Set<ProblemKind>(route.problems);
  kinds.add('invalid-key').add('session-ended');
  if (route.who !== 'anyone') kinds.add('sign-in-required');
  if (route.who !== 'anyone' && route.who !== 'person') kinds.add('not-allowed');
  if (route.method !== 'GET') kinds.add('foreign-origin');
  if (route.body) {
    for (const kind of ['malformed-json', 'not-json', 'too-large'] as const) kinds.add(kind);
  }
  kinds.add('internal').add('unavailable');
  return [...kinds].sort();
}

/** A schema of ours as JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
  });
  return rest;
}

const CALLERS: Record<Who, string> = {
  anyone: 'Anyone.',
  person: 'Whoever is signed in.',
  clerk: 'Clerks, auctioneers and admins of the house.',
  auctioneer: 'Auctioneers and admins of the house.',
  admin: 'Admins of the house.',
};

function parametersOf(route: Route): Json[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'integer', minimum: 1, maximum: 0x7fffffff },
  }));
  const query = jsonSchema(route.query, 'input');
  const required = new Set(query.required as string[] | undefined);
  const inQuery = Object.entries((query.properties ?? {}) as Json).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema,
  }));
  const inHeader = (route.headers ?? []).map(({ name, required: must, description }) => ({
    name,
    in: 'header',
    required: must,
    description,
    schema: { type: 'string' },
  }));
  return [...inPath, ...inQuery, ...inHeader];
}

function problemAnswers(route: Route): Json {
  const byStatus = new Map<number, ProblemKind[]>();
  for (const kind of problemsOf(route)) {
    const { status } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind]);
  }
  const answers: Json = {};
  for (const [status, kinds] of [...byStatus].sort(([a], [b]) => a - b)) {
    answers[status] = {
      description: kinds.map((kind) => `\`${kind}\`: ${PROBLEMS[kind].title}`).join('\n\n'),
      content: {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { properties: { type: { enum: kinds.map((kind) => PROBLEM_BASE + kind) } } },
            ],
          },
        },
      },
    };
  }
  return answers;
}

function operationOf(route: Route): Json {
  const description = [route.notes, `Who: ${CALLERS[route.who]}`].filter(Boolean).join('\n\n');
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[/:](\w)/g, (_, letter) => letter.toUpperCase())}`,
    summary: route.summary,
    description,
    parameters: parametersOf(route),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchema(route.body, 'input') } },
      },
    }),
    security: route.who === 'anyone' ? [{}] : [{ apiKey: [] }, { session: [] }],
    responses: {
      [route.status]: {
        description: 'Done.',
        content: { 'application/json': { schema: jsonSchema(route.answer, 'output') } },
      },
      ...problemAnswers(route),
    },
  };
}

const INTRODUCTION = `Money is an integer in the minor unit of the sale's currency; times are ISO 8601 UTC.
Refusals are problem+json (RFC 9457) with a stable \`type\`. A program signs in with
\`Authorization: Bearer <api key>\`, made on the account page; a person with the session cookie of the
pages, whose writes must come from the pages themselves. Unknown fields are refused.`;

/** The OpenAPI 3.1 document of the API, out of the schemas that validate it. */
export function openApi(routes: readonly Route[], serverUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Lotcast API', version: '1', description: INTRODUCTION },
    servers: [{ url: serverUrl + API_PREFIX }],
    paths,
    components: {
      schemas: { Problem: jsonSchema(problem, 'output') },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-lotcast.session_token' },
      },
    },
  };
}
