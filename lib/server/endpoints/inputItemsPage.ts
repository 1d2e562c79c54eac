import { isJsonObject, nonEmptyText, type JsonObject } from '../../protocol/codec/json.js';

/** The number of items on a page, as the API has it, if the request does not name another one. */
const PAGE = 20;

const listOf = (input: unknown): readonly unknown[] => {
  if (typeof input === 'string')
    return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }];
  return Array.isArray(input) ? input : [];
};

const itemsOf = (input: unknown): readonly JsonObject[] =>
  listOf(input)
    .filter(isJsonObject)
    .map((item, index) => ({ ...item, id: nonEmptyText(item['id']) ?? `item_${index}` }));

/** Returns one page of the items of a request. Parameters: `order` (`desc` by default), `limit` and `after`. */
export const pageOf = (input: unknown, { order, limit, after }: Readonly<Record<string, string>>): JsonObject => {
  const items = itemsOf(input);
  const ordered = order === 'asc' ? items : [...items].reverse();
  const start = ordered.findIndex(({ id }) => id === after) + 1;
  const size = Number(limit) > 0 ? Number(limit) : PAGE;
  const data = ordered.slice(start, start + size);
  return {
    object: 'list',
    data,
    first_id: data[0]?.['id'] ?? null,
    last_id: data.at(-1)?.['id'] ?? null,
    has_more: start + size < ordered.length,
  };
};
