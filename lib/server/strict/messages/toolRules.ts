import { isJsonObject, type JsonObject } from '../../../protocol/codec/json.js';
import { textAt } from '../readRequest.js';
import { blocksIn, blocksOf, noBlock, pathOf } from './blocks.js';
import type { Rule } from '../Violation.js';

const isResult = ({ type }: JsonObject): boolean => type === 'tool_result';

/** The ids of the results at the beginning of a message: behind other blocks, the server does not find them. */
const leadingResults = (message: JsonObject | undefined): ReadonlySet<unknown> => {
  const blocks = blocksOf(message);
  const end = blocks.findIndex((block) => !isResult(block));
  return new Set(blocks.slice(0, end === -1 ? undefined : end).map((block) => block['tool_use_id']));
};

const usesIn = (message: JsonObject | undefined): ReadonlySet<unknown> =>
  new Set(
    blocksOf(message)
      .filter(({ type }) => type === 'tool_use')
      .map((block) => block['id']),
  );

/** Refuses a call whose result is not at the beginning of the next message. */
// source: anthropics/claude-code#3632
export const usesAnswered = noBlock(
  ({ block, index }, list) => block['type'] === 'tool_use' && !leadingResults(list[index + 1]).has(block['id']),
  ({ block, index }) =>
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ` +
    `${textAt(block, 'id')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
);

/** Refuses a result whose call is not in the message before it. */
// source: JetBrains/koog#232
export const resultsCalled = noBlock(
  ({ block, index }, list) => isResult(block) && !usesIn(list[index - 1]).has(block['tool_use_id']),
  (at) =>
    `${pathOf(at)}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${textAt(at.block, 'tool_use_id')}. ` +
    'Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
);

/** Refuses an id with characters that the API does not allow. */
export const idsMatch = noBlock(
  ({ block }) => block['type'] === 'tool_use' && !/^[\w-]+$/.test(textAt(block, 'id')),
  (at) => `${pathOf(at)}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`,
);

/** Refuses an input that is no object. */
export const inputsAreObjects = noBlock(
  ({ block }) => block['type'] === 'tool_use' && !isJsonObject(block['input']),
  (at) => `${pathOf(at)}.tool_use.input: Input should be a valid dictionary`,
);

/** Refuses a use of a server tool without its result, unless the server is still to run it. */
// source: anthropics/anthropic-sdk-python#1339
export const serverUsesAnswered: Rule = ({ list }) => {
  const blocks = blocksIn(list);
  const results = new Set(blocks.map(({ block }) => block['tool_use_id']));
  const open = blocks.find(
    ({ block, index }) =>
      block['type'] === 'server_tool_use' &&
      !results.has(block['id']) &&
      index < list.length - 1 &&
      !blocksOf(list[index + 1]).some(isResult),
  );
  if (open === undefined) return undefined;
  const name = textAt(open.block, 'name');
  return {
    message:
      `messages.${open.index}: \`${name}\` tool use with id \`${textAt(open.block, 'id')}\` was found without a ` +
      `corresponding \`${name}_tool_result\` block`,
  };
};
