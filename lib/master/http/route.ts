import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Identity } from '../../accounts/identity';
import type { ProblemKind } from '../../api/problem';
import type { Result } from '../../shared/result';
import type { Trouble } from '../trouble';
import type { Desk } from './desk';

/** Who may call: anyone, whoever is signed in, or a role of the house and those above it. */
export type Who = 'anyone' | 'person' | 'clerk' | 'auctioneer' | 'admin';

/** What a route's handler is given; everything is validated and authorised before. */
export interface Call<W extends Who, P, Q, B> {
  identity: W extends 'anyone' ? Identity | null : Identity;
  params: P;
  query: Q;
  body: B;
  headers: IncomingHttpHeaders;
  /** When the last byte of the request arrived, by the primary's clock (TIM1). */
  received: { ms: number; errorMs: number };
}

/** What a handler answers with; the status is the route's. */
export interface Answer<Body> {
  body: Body;
  /** Sent as `ETag`; what `If-Match` has to name in a change. */
  etag?: string;
  /** Of a read: stands for the body. Who names it in `If-None-Match` is answered 304, without it. */
  validator?: string;
}

/** A request header that a route asks for, for the document. */
export interface HeaderSpec {
  name: string;
  required: boolean;
  description: string;
}

/**
 * One call of the API. The one place that says who may call it, what goes in and out, and how it
 * can fail: validation, authorisation and the OpenAPI document all come from it.
 */
export interface RouteSpec<
  W extends Who,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, parameters as `:id`. */
  path: string;
  /** Imperative, one line. */
  summary: string;
  /** More, for the readable page. */
  notes?: string;
  who: W;
  params?: P;
  query?: Q;
  body?: B;
  headers?: readonly HeaderSpec[];
  status: 200 | 201;
  answer: A;
  /** Kinds this call can refuse with, beside those every call can. */
  problems: readonly ProblemKind[];
  /** Most bytes of the body; default 64 KB. */
  bodyLimitBytes?: number;
  handle(
    call: Call<W, z.output<P>, z.output<Q>, z.output<B>>,
    desk: Desk,
  ): Promise<Result<Answer<z.input<A>>, Trouble>>;
}

/** A route whose types have been checked and forgotten, for the table. */
export type Route = Omit<
  RouteSpec<Who, z.ZodType, z.ZodType, z.ZodType, z.ZodType>,
  'handle' | 'params' | 'query' | 'body'
> & {
  params: z.ZodType;
  query: z.ZodType;
  body: z.ZodType | null;
  handle(
    call: Call<'anyone', unknown, unknown, unknown>,
    desk: Desk,
  ): Promise<Result<Answer<unknown>, Trouble>>;
};

const nothing = z.strictObject({});
type Nothing = typeof nothing;

/** Checks a route's types and puts it into the form of the table. */
export function route<
  W extends Who,
  A extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<W, P, Q, B, A>): Route {
  const { params = nothing, query = nothing, body = null, ...rest } = spec;
  // The handler only ever gets what its own schemas let through, and an identity where `who` says so.
  return { ...rest, params, query, body } as unknown as Route;
}

/** An id in a path: a positive int4; anything else is nothing that exists (404). */
export const idParam = z.strictObject({
  id: z
    .string()
    .regex(/^[1-9]\d{0,9}$/)
    .transform(Number)
    .refine((id) => id <= 0x7fffffff),
});
