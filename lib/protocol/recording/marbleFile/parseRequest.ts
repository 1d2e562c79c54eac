import type { Either } from 'fp-ts/lib/Either.js';
import { left, right } from '#either';
import { definedMembers } from '../../codec/definedMembers.js';
import type { RecordedHead } from '../Recording.js';
import type { MarbleRequest } from './MarbleFile.js';
import type { EntryLine } from './marbleLines.js';
import { LOST_REASONS, lostReasonOf, type LostReason } from './MarbleSocket.js';
import { parseText } from './valueText.js';

/** The definition of a request: what was sent, the head of the response, and the error if there was one. */
export interface ParsedRequest {
  readonly request: MarbleRequest | undefined;
  readonly head: RecordedHead | undefined;
  readonly lost: { readonly detail: string; readonly code?: string };
  /** The reason why a WebSocket was lost. */
  readonly reason: LostReason | undefined;
}

const FIRST = /^(?<method>[A-Z]+) (?<path>\S.*)$/u;
const FIELD = /^(?<name>[^\s:]+): (?<value>.+)$/u;
const STATUS = /^\d{3}$/;

const isHeader = (name: string, value: string): boolean => {
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false; // a name or a value that HTTP does not allow
  }
};

/** Reads the definition of a request. Left has the line, the column and a sentence. */
export const parseRequest = (entries: readonly EntryLine[]): Either<string, ParsedRequest> => {
  const fields = { '>': new Map<string, string>(), '<': new Map<string, string>(), '#': new Map<string, string>() };
  let first: { readonly method: string; readonly path: string } | undefined;
  let status: number | undefined;
  for (const { mark, text, line, column } of entries) {
    const wrong = (why: string) => left(`line ${line}, column ${column}: ${why}`);
    if (mark === '=') {
      const { method = '', path: printed = '' } = FIRST.exec(text)?.groups ?? {};
      const path = parseText(printed);
      if (text !== 'unknown' && (method === '' || path === undefined))
        return wrong('expected a method and a path such as "POST /v1/responses", or "unknown"');
      if (text !== 'unknown') first = { method, path: path ?? '' };
      continue;
    }
    if (mark === '<' && status === undefined) {
      if (!STATUS.test(text)) return wrong(`expected a status such as 200 in the first line with "<", got ${text}`);
      status = Number(text);
      continue;
    }
    const { name = '', value: printed = '' } = FIELD.exec(text)?.groups ?? {};
    const value = parseText(printed);
    if (name === '' || value === undefined) return wrong('expected a name, ": " and a value');
    if (mark === '#' && !['detail', 'code', 'reason'].includes(name))
      return wrong(`expected detail, code or reason, got ${name}`);
    if (mark === '#' && name === 'reason' && lostReasonOf(value) === undefined)
      return wrong(`expected the reason ${LOST_REASONS.join(', ')}, got ${value}`);
    if (mark !== '#' && !isHeader(name, value)) return wrong('expected a header that HTTP allows');
    if (mark === '>' || mark === '<' || mark === '#') fields[mark].set(name, value);
  }
  const headersOf = (mark: '>' | '<') => Object.fromEntries(fields[mark]);
  return right({
    request: first && { ...first, headers: headersOf('>') },
    head: status === undefined ? undefined : { status, headers: headersOf('<') },
    lost: {
      detail: fields['#'].get('detail') ?? 'the connection was lost',
      ...definedMembers({ code: fields['#'].get('code') }),
    },
    reason: lostReasonOf(fields['#'].get('reason') ?? ''),
  });
};
