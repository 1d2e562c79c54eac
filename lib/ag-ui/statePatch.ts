import type { JsonPatch } from '@ag-ui/core';
import { isJsonObject } from '../protocol/codec/json.js';
import { sameJson } from '../protocol/codec/sameJson.js';

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** The depth below which an object is replaced as a whole: each level compares everything below it. */
const DEEPEST = 32;

/**
 * The JSON Patch from one state to another. Objects are compared member by member, up to a depth of 32; another value,
 * such as an array, is replaced as a whole.
 */
export const statePatch = (before: unknown, after: unknown, path = '', depth = 0): JsonPatch => {
  if (sameJson(before, after)) return [];
  if (depth === DEEPEST || !isJsonObject(before) || !isJsonObject(after))
    return [{ op: 'replace', path, value: after }];
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return [
    ...removed.map((key) => ({ op: 'remove' as const, path: `${path}/${escaped(key)}` })),
    ...Object.entries(after).flatMap(([key, value]) => {
      const place = `${path}/${escaped(key)}`;
      return Object.hasOwn(before, key)
        ? statePatch(before[key], value, place, depth + 1)
        : [{ op: 'add' as const, path: place, value }];
    }),
  ];
};
