/**
 * The names of attributes and of their well-known values, all of them in this table.
 *
 * They follow the semantic conventions for GenAI, which are in development and have no release of their own:
 * github.com/open-telemetry/semantic-conventions-genai, read at commit 024a4f9 (2026), docs/gen-ai: [inference]
 * client-inference.md, [spans] gen-ai-spans.md, [openai] openai.md. [general] is semantic-conventions 1.44.0, and stable.
 *
 * In flux, at that commit: which words `finish_reasons` may hold (issue 533), whether `fetch_response` tells
 * `request.stream` (pull request 513, not merged), and metrics, of which this library reports none. Names that other
 * tools may still expect: `gen_ai.system`, now `provider.name`, and `gen_ai.prompt` and `gen_ai.completion`, now messages.
 */
export const ATTRIBUTE = {
  // ---- what samplers decide by; given when a span begins: [inference]
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
  // [openai]; for the provider `openai` alone
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

  // ---- content, opt-in: [inference]
  inputMessages: 'gen_ai.input.messages',
  outputMessages: 'gen_ai.output.messages',
  systemInstructions: 'gen_ai.system_instructions',
  toolDefinitions: 'gen_ai.tool.definitions',

  // ---- failures: [general], recording-errors
  errorType: 'error.type',

  // ---- ours: the conventions have no words for retries that one span covers. `http.request.resend_count` belongs to
  // the spans of single HTTP requests, which are not ours.
  retryNumber: 'codex_rx.retry.number',
  retryDelay: 'codex_rx.retry.delay',
} as const;

/** The events of a span, other than exceptions. Ours, as above. */
export const EVENT = { retry: 'codex_rx.retry' } as const;

/** `gen_ai.operation.name`. The last two are ours: the conventions name neither. [inference] */
export const OPERATION = {
  chat: 'chat',
  fetchResponse: 'fetch_response',
  compact: 'compact',
  summarizeMemories: 'summarize_memories',
} as const;

/** `gen_ai.provider.name`. [inference] */
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

/** `gen_ai.response.finish_reasons`: the enum `FinishReason` of the conventions' output messages. */
export const FINISH_REASON = {
  stop: 'stop',
  length: 'length',
  contentFilter: 'content_filter',
  toolCall: 'tool_call',
  error: 'error',
} as const;

/** `error.type` of what has no type of its own. [general] */
export const OTHER_ERROR = '_OTHER';
