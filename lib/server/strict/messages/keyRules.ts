import type { Rule } from '../Violation.js';

const REQUIRED = ['model', 'max_tokens', 'messages'] as const;

const BODY: ReadonlySet<string> = new Set([
  ...REQUIRED,
  ...['system', 'stop_sequences', 'stream', 'temperature', 'top_p', 'top_k', 'metadata', 'tools', 'tool_choice'],
  ...['thinking', 'output_config', 'service_tier', 'cache_control', 'container', 'inference_geo', 'speed'],
  ...['diagnostics', 'context_management', 'mcp_servers'],
]);
const MESSAGE: ReadonlySet<string> = new Set(['role', 'content']);

/** Refuses a body without a member that the API requires. */
export const requiredGiven: Rule = ({ body }) => {
  const missing = REQUIRED.find((key) => body[key] === undefined);
  return missing && { message: `${missing}: Field required` };
};

/** Refuses keys that the API does not know, in the body and in its messages. */
export const keysKnown: Rule = ({ body, list }) => {
  const inBody = Object.keys(body).find((key) => !BODY.has(key));
  const inMessages = list.flatMap((message, index) =>
    Object.keys(message)
      .filter((key) => !MESSAGE.has(key))
      .map((key) => `messages.${index}.${key}`),
  );
  const [path] = [...(inBody === undefined ? [] : [inBody]), ...inMessages];
  return path === undefined ? undefined : { message: `${path}: Extra inputs are not permitted` };
};
