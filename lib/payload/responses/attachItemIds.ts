import { isJsonObject } from '../../protocol/codec/json.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';

// docs/wire.md, section 6.2
const WITH_ID: ReadonlySet<string> = new Set([
  'message',
  'reasoning',
  'web_search_call',
  'function_call',
  'local_shell_call',
  'custom_tool_call',
  'tool_search_call',
]);

/**
 * Restores the ids that items lose when they are encoded. Azure requires them when it stores responses. Outputs of
 * tools have no id.
 */
export const attachItemIds = (items: readonly ResponseItem[], written: readonly unknown[]): readonly unknown[] =>
  written.map((json, index) => {
    const item = items[index];
    if (item === undefined || !WITH_ID.has(item.type) || !('id' in item) || !item.id) return json;
    return isJsonObject(json) ? { ...json, id: item.id } : json;
  });
