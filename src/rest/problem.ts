import { STATUS_CODES } from 'node:http';

import { HttpException } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { isRecord } from '../common/json.js';
import type { ErrorCode } from '../protocol/error-codes.js';
import { ERROR_CODES } from '../protocol/error-codes.js';
import type { FieldProblem } from '../protocol/protocol-error.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { MAX_BODY_BYTES } from './json-body.js';

/** Media type of an error answer. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** An error answer after RFC 9457, with this program's code and every wrong field. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly hint?: string;
  readonly problems?: readonly FieldProblem[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly retry_after_ms?: number;
}

const CODES_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'INVALID_MESSAGE',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  408: 'DEADLINE_EXCEEDED',
  409: 'CONFLICT',
  413: 'TOO_LARGE',
  422: 'INVALID_ARGUMENT',
  429: 'RATE_LIMITED',
  501: 'UNSUPPORTED',
  503: 'UNAVAILABLE',
};

const HINTS_BY_STATUS: Readonly<Record<number, string>> = {
  413: `A body has at most ${MAX_BODY_BYTES} bytes.`,
  415: 'Send a JSON text with the header `Content-Type: application/json`.',
};

/** Turns whatever was thrown into the answer; an unexpected error shows nothing but an id to look for in the log. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof ProtocolError) return fromProtocolError(error);
  const status = statusOf(error);
  if (status === undefined || status >= 500) return fromFault();
  const code = CODES_BY_STATUS[status] ?? 'INVALID_MESSAGE';
  const hint = HINTS_BY_STATUS[status];
  const detail = error instanceof Error ? error.message : ERROR_CODES[code].title;
  return { ...frame(code, status), detail, ...(hint === undefined ? {} : { hint }) };
};

/** True when the answer hides a fault that the log must tell about. */
export const isFault = (error: unknown): boolean =>
  !(error instanceof ProtocolError) && (statusOf(error) ?? 500) >= 500;

const fromProtocolError = (error: ProtocolError): Problem => ({
  ...frame(error.code, error.httpStatus),
  detail: error.message,
  ...(error.hint === undefined ? {} : { hint: error.hint }),
  ...(error.problems.length === 0 ? {} : { problems: error.problems }),
  ...(Object.keys(error.details).length === 0 ? {} : { details: error.details }),
  ...(error.retryAfterMs === undefined ? {} : { retry_after_ms: error.retryAfterMs }),
});

const fromFault = (): Problem => {
  const correlationId = newId();
  return {
    ...frame('INTERNAL', 500),
    detail: 'Something went wrong inside this program.',
    hint: `Look for ${correlationId} in the log.`,
    details: { correlation_id: correlationId },
  };
};

const frame = (code: ErrorCode, status: number) => ({
  type: `urn:nodetool:error:${code}`,
  title: code === 'INVALID_MESSAGE' && status !== 400 ? (STATUS_CODES[status] ?? '') : ERROR_CODES[code].title,
  status,
  code,
});

/** Nest's exceptions and Fastify's errors carry a status each in their own way. */
const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  return isRecord(error) && typeof error['statusCode'] === 'number' ? error['statusCode'] : undefined;
};
