/** The names of tools that an API accepts. */
export interface ToolNames {
  readonly pattern: RegExp;
  /** The rule in words. */
  readonly rule: string;
}

/** The names that at least one API accepts. */
export const ANY_TOOL_NAME: ToolNames = {
  pattern: /^[\w.:-]{1,128}$/,
  rule: '1 to 128 letters, digits, underscores, hyphens, dots and colons',
};

/** The names that OpenAI accepts. */
export const OPENAI_TOOL_NAME: ToolNames = {
  pattern: /^[\w-]{1,64}$/,
  rule: '1 to 64 letters, digits, underscores and hyphens',
};

/** The names that the Messages API accepts. */
export const MESSAGES_TOOL_NAME: ToolNames = {
  pattern: /^[\w-]{1,128}$/,
  rule: '1 to 128 letters, digits, underscores and hyphens',
};
