import { isJsonObject, writeJsonText, type JsonObject } from '../../protocol/codec/json.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';

/** The sources that one answer cites. */
export interface Annotations {
  /** Reads `annotations` of a delta or `citations` of a chunk and returns the events of those that are new. */
  add(given: unknown): readonly ResponseEvent[];
  /** All annotations so far, in the form that the Responses API has. */
  readonly all: readonly JsonObject[];
}

/** Chat: `{"type": "url_citation", "url_citation": {"url": "…", "title": "…"}}`, or the address alone. */
const annotationOf = (given: unknown): JsonObject | undefined => {
  if (typeof given === 'string' && given !== '') return { type: 'url_citation', url: given };
  if (!isJsonObject(given)) return undefined;
  const { type } = given;
  const inner = typeof type === 'string' ? given[type] : undefined;
  if (isJsonObject(inner)) return { type, ...inner };
  if (typeof type === 'string') return given;
  return typeof given['url'] === 'string' ? { ...given, type: 'url_citation' } : undefined;
};

const NONE: readonly ResponseEvent[] = [];

/** Creates the list of one answer. Some servers repeat all sources in every chunk: each is emitted once. */
export const annotations = (): Annotations => {
  const all: JsonObject[] = [];
  const known = new Set<string | undefined>();
  return {
    add: (given) => {
      if (!Array.isArray(given)) return NONE;
      const list: readonly unknown[] = given;
      return list.flatMap((each) => {
        const annotation = annotationOf(each);
        const text = writeJsonText(annotation);
        if (annotation === undefined || known.has(text)) return [];
        known.add(text);
        all.push(annotation);
        return [{ type: 'annotation_added', annotation, annotation_index: all.length - 1 } as const];
      });
    },
    all,
  };
};
