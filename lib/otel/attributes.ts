/**
 * The names of all attributes. Their well-known values are in the tables below.
 *
 * They follow the semantic conventions for GenAI, which are in development and have not been released separately:
 * github.com/open-telemetry/semantic-conventions-genai at commit 024a4f9 (2026), docs/gen-ai. [inference] is
 * client-inference.md, [spans] gen-ai-spans.md, [openai] openai.md. [general] is semantic-conventions 1.44.0, which is
 * stable.
 *
 * [agents] is gen-ai-agent-spans.md. The metrics are those of gen-ai-metrics.md at commit 004902b (2026).
 *
 * Not settled at that commit: the values of `finish_reasons` (issue 533) and whether `fetch_response` has
 * `request.stream` (pull request 513, not merged). Older names that tools may still expect: `gen_ai.system`, now
 * `provider.name`; `gen_ai.prompt` and `gen_ai.completion`, now the attributes of messages.
 */
export const ATTRIBUTE = {
  // ---- for samplers; set when a span begins: [inference]
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  serverAddress: 'server.address',
  serverPort: 'server.port',

  // ---- the request: [inference]
  conversationId: 'gen_ai.conversation.id',
  conversationCompacted: 'gen_ai.conversation.compacted',
  outputType: 'gen_ai.output.type',
  choiceCount: 'gen_ai.request.choice.count',
  frequencyPenalty: 'gen_ai.request.frequency_penalty',
  maxTokens: 'gen_ai.request.max_tokens',
  presencePenalty: 'gen_ai.request.presence_penalty',
  previousResponseId: 'gen_ai.request.previous_response.id',
  reasoningLevel: 'gen_ai.request.reasoning.level',
  seed: 'gen_ai.request.seed',
  stopSequences: 'gen_ai.request.stop_sequences',
  stream: 'gen_ai.request.stream',
  temperature: 'gen_ai.request.temperature',
  topK: 'gen_ai.request.top_k',
  topP: 'gen_ai.request.top_p',
  // [spans], "Fetch response"
  streamCursor: 'gen_ai.request.stream_cursor',
  // [openai]; for the provider `openai` only
  openaiApiType: 'openai.api.type',
  openaiServiceTier: 'openai.request.service_tier',

  // ---- the answer: [inference]
  finishReasons: 'gen_ai.response.finish_reasons',
  responseId: 'gen_ai.response.id',
  responseModel: 'gen_ai.response.model',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  inputTokens: 'gen_ai.usage.input_tokens',
  cachedInputTokens: 'gen_ai.usage.cache_read.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  // [spans], "Fetch response"
  responseStatus: 'gen_ai.response.status',

  // ---- agents and tools: [agents] and [spans]
  agentName: 'gen_ai.agent.name',
  toolName: 'gen_ai.tool.name',
  toolCallId: 'gen_ai.tool.call.id',
  toolDescription: 'gen_ai.tool.description',
  toolType: 'gen_ai.tool.type',

  // ---- metrics
  tokenType: 'gen_ai.token.type',

  // ---- content, opt-in: [inference]
  inputMessages: 'gen_ai.input.messages',
  outputMessages: 'gen_ai.output.messages',
  systemInstructions: 'gen_ai.system_instructions',
  toolDefinitions: 'gen_ai.tool.definitions',
  // [spans], "Execute tool"
  toolArguments: 'gen_ai.tool.call.arguments',
  toolResult: 'gen_ai.tool.call.result',

  // ---- failures: [general], recording-errors
  errorType: 'error.type',

  // ---- defined by this library: the conventions have no attributes for retries within one span. `http.request.resend_count`
  // belongs to spans of single HTTP requests, which this library does not create.
  retryNumber: 'codex_rx.retry.number',
  retryDelay: 'codex_rx.retry.delay',
} as const;

/** The names of the metrics: gen-ai-metrics.md. */
export const METRIC = {
  tokens: 'gen_ai.client.token.usage',
  duration: 'gen_ai.client.operation.duration',
  firstChunk: 'gen_ai.client.operation.time_to_first_chunk',
  agentDuration: 'gen_ai.invoke_agent.duration',
  toolDuration: 'gen_ai.execute_tool.duration',
} as const;

/** The events of a span, other than exceptions. The name is defined by this library, see `retryNumber`. */
export const EVENT = { retry: 'codex_rx.retry' } as const;

/**
 * The values of `gen_ai.operation.name`. The last two are defined by this library, because the conventions have no
 * names for them. [inference]
 */
export const OPERATION = {
  chat: 'chat',
  fetchResponse: 'fetch_response',
  invokeAgent: 'invoke_agent',
  executeTool: 'execute_tool',
  compact: 'compact',
  summarizeMemories: 'summarize_memories',
} as const;

/** The values of `gen_ai.provider.name`. [inference] */
export const PROVIDER = {
  anthropic: 'anthropic',
  azureOpenai: 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  cohere: 'cohere',
  deepseek: 'deepseek',
  gemini: 'gcp.gemini',
  groq: 'groq',
  mistral: 'mistral_ai',
  moonshot: 'moonshot_ai',
  openai: 'openai',
  perplexity: 'perplexity',
  vertex: 'gcp.vertex_ai',
  watsonx: 'ibm.watsonx.ai',
  xai: 'x_ai',
} as const;

/** The values of `gen_ai.response.finish_reasons`: the enum `FinishReason` of the conventions' output messages. */
export const FINISH_REASON = {
  stop: 'stop',
  length: 'length',
  contentFilter: 'content_filter',
  toolCall: 'tool_call',
  error: 'error',
} as const;

/** The value of `error.type` for an error without a type. [general] */
export const OTHER_ERROR = '_OTHER';
