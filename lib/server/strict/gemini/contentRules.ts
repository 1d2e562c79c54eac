import { isJsonObject, type JsonObject } from '../../../protocol/codec/json.js';
import { callSignature } from '../../endpoints/native/signature.js';
import { objectsIn, textAt } from '../readRequest.js';
import type { Rule, StrictRequest, Violation } from '../Violation.js';

const partsOf = (content: JsonObject | undefined): readonly JsonObject[] => objectsIn(content?.['parts']);
const countOf = (content: JsonObject | undefined, member: string): number =>
  partsOf(content).filter((part) => isJsonObject(part[member])).length;
const callsIn = (content: JsonObject | undefined): number => countOf(content, 'functionCall');
const responsesIn = (content: JsonObject | undefined): number => countOf(content, 'functionResponse');

const contents =
  (
    isWrong: (content: JsonObject, index: number, list: readonly JsonObject[]) => boolean,
    words: (content: JsonObject, index: number) => string,
  ): Rule =>
  ({ list }): Violation | undefined => {
    const index = list.findIndex(isWrong);
    const content = list[index];
    return content && { message: words(content, index) };
  };

/** Refuses a request without contents. */
export const contentsGiven: Rule = ({ list }) =>
  list.length > 0 ? undefined : { message: '* GenerateContentRequest.contents: contents is not specified' };

/** Refuses roles other than `user` and `model`. */
// source: blakeblackshear/frigate#24013
export const rolesKnown = contents(
  ({ role }) => role !== 'user' && role !== 'model',
  ({ role }) => `Role '${String(role)}' is not supported. Please use a valid role: user, model.`,
);

/** Refuses a content without parts. */
// source: aaif-goose/goose#1425
export const partsGiven = contents(
  (content) => partsOf(content).length === 0,
  (_, index) => `* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.`,
);

const STATE: ReadonlySet<string> = new Set(['thought', 'thoughtSignature', 'videoMetadata', 'partMetadata']);

/** Refuses a part that has only a signature. */
// source: 54xzh/FLIT#69
export const partsHaveData = contents(
  (content) => partsOf(content).some((part) => Object.keys(part).every((key) => STATE.has(key))),
  (_, index) =>
    `* GenerateContentRequest.contents[${index}].parts[0].data: required oneof field 'data' must have one initialized field`,
);

/** Refuses calls behind anything but a content of the user. */
// source: google-gemini/gemini-cli#26486
export const callsFollowUser = contents(
  (content, index, list) => callsIn(content) > 0 && list[index - 1]?.['role'] !== 'user',
  () => 'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
);

/** Refuses results behind anything but calls. */
// source: BerriAI/litellm#26755
export const resultsFollowCalls = contents(
  (content, index, list) => responsesIn(content) > 0 && callsIn(list[index - 1]) === 0,
  () => 'Please ensure that function response turn comes immediately after a function call turn.',
);

/** Refuses calls whose results are not all in the next content. */
// source: google-gemini/gemini-cli#16906
export const callsAnswered = contents(
  (content, index, list) => callsIn(content) !== responsesIn(list[index + 1]),
  () =>
    'Please ensure that the number of function response parts is equal to the number of function call parts of the ' +
    'function call turn.',
);

const ANY_SIGNATURE = 'skip_thought_signature_validator';

const isQuestion = (content: JsonObject): boolean => content['role'] === 'user' && responsesIn(content) === 0;

/** The first call of each content since the last text of the user. */
const firstCalls = ({ list }: StrictRequest): readonly { readonly part: JsonObject; readonly index: number }[] => {
  const start = list.map(isQuestion).lastIndexOf(true) + 1;
  return list.slice(start).flatMap((content, place) => {
    const part = partsOf(content).find((each) => isJsonObject(each['functionCall']));
    return part === undefined ? [] : [{ part, index: start + place }];
  });
};

/** Refuses the first call of a step without the signature that the server gave it. */
// source: lbjlaq/Antigravity-Manager#3202
export const signaturesKept: Rule = (request) => {
  for (const { part, index } of firstCalls(request)) {
    const call = isJsonObject(part['functionCall']) ? part['functionCall'] : {};
    const signature = textAt(part, 'thoughtSignature');
    const name = textAt(call, 'name');
    if (signature === '')
      return {
        message:
          'Function call is missing a thought_signature in functionCall parts. This is required for tools to work ' +
          `correctly. Additional data, function call \`default_api:${name}\` , position ${index + 1}.`,
      };
    if (signature !== ANY_SIGNATURE && signature !== callSignature(name, call['args'] ?? {}))
      return { message: 'Thought signature is not valid.' };
  }
  return undefined;
};

const BODY: ReadonlySet<string> = new Set([
  ...['contents', 'systemInstruction', 'tools', 'toolConfig', 'safetySettings', 'generationConfig', 'cachedContent'],
  ...['serviceTier', 'labels', 'store', 'continuationToken'],
]);

/** Refuses keys that the API does not know, in the body. */
// source: Gitlawb/openclaude#67
export const keysKnown: Rule = ({ body }) => {
  const key = Object.keys(body).find((name) => !BODY.has(name));
  return key === undefined
    ? undefined
    : { message: `Invalid JSON payload received. Unknown name "${key}": Cannot find field.` };
};
