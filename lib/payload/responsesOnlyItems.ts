const omit = (): void => undefined;

/** Handlers for the items that only the Responses API has. The requests of the other APIs leave them out. */
export const RESPONSES_ONLY_ITEMS = {
  web_search_call: omit,
  tool_search_call: omit,
  tool_search_output: omit,
  image_generation_call: omit,
  ghost_snapshot: omit,
  compaction: omit,
  agent_message: omit,
  additional_tools: omit,
  configuration_update: omit,
  compaction_trigger: omit,
  context_compaction: omit,
} as const;
