/** The kinds of errors that a server's codes and messages can identify. */
export type MeaningKind =
  | 'unauthorized'
  | 'not_found'
  | 'context_window_exceeded'
  | 'quota_exceeded'
  | 'usage_not_included'
  | 'rate_limit'
  | 'server_overloaded'
  | 'invalid_request'
  | 'cyber_policy';

/** One row of a table: the names or messages of a failure, and its kind. */
export interface Meaning {
  readonly kind: MeaningKind;
  /** Complete names (codes, types, reasons, status words), in lower case. */
  readonly codes?: readonly string[];
  /** A pattern for names with many variants. */
  readonly names?: RegExp;
  /** A pattern for messages, for servers that send no specific code. */
  readonly words?: RegExp;
}

/** The names with exactly one meaning. The first row that matches counts. */
export const CODES: readonly Meaning[] = [
  // OpenAI {"code":"insufficient_quota"}; LiteLLM {"type":"budget_exceeded"}; Copilot {"code":"overage_limit_reached"};
  // Google quotaId "…PerDay…", which no delay within a call lifts; Azure "InsufficientQuota";
  // Novita {"reason":"NOT_ENOUGH_BALANCE"}; DashScope "Arrearage", "AllocationQuota.FreeTierOnly"
  {
    kind: 'quota_exceeded',
    codes: [
      ...['insufficient_quota', 'credit_balance_exhausted', 'usage_limit_reached', 'billing_not_configured'],
      ...['organization_spend_limit_exceeded', 'project_spend_limit_exceeded', 'budget_reached', 'budget_exceeded'],
      ...['quota_exceeded', 'overage_limit_reached', 'billing_hard_limit_reached', 'billing_error'],
      ...['insufficient_balance', 'insufficient_credits', 'payment_required', 'session_budget_exceeded'],
      ...[
        'insufficientquota',
        'not_enough_balance',
        'arrearage',
        'credit_limit',
        'quotaexceeded',
        'insufficient_funds',
      ],
      ...['1113', '1308'], // Z.ai: no balance, the limit of a plan
    ],
    names: /^(free_)?quota_exceeded|exceeded_current_quota|(spend|billing)_limit|freetieronly|perday/,
  },
  // Codex backend {"code":"usage_not_included"}
  { kind: 'usage_not_included', codes: ['usage_not_included', 'access_program_not_enabled', 'extension_blocked'] },
  // Codex backend {"code":"cyber_policy"}
  { kind: 'cyber_policy', codes: ['cyber_policy'] },
  // OpenAI "context_length_exceeded"; llama.cpp "exceed_context_size_error"; Copilot
  // "model_max_prompt_tokens_exceeded"; GitHub Models "tokens_limit_reached"; Perplexity "too_many_prompt_tokens"; Z.ai
  // 1261
  {
    kind: 'context_window_exceeded',
    codes: ['tokens_limit_reached', 'too_many_prompt_tokens', 'input_too_large', 'string_above_max_length', '1261'],
    names: /context_(length|window|size)|exceed_context|max_prompt_tokens|prompt_too_long/,
  },
  // Gemini {"details":[{"reason":"API_KEY_INVALID"}]} under 400; OpenAI "invalid_api_key"; Anthropic
  // "authentication_error"; Cerebras "wrong_api_key"; AWS {"__type":"UnrecognizedClientException"}, "ExpiredTokenException"
  {
    kind: 'unauthorized',
    codes: [
      'invalid_api_key',
      'authentication_error',
      'unauthenticated',
      'invalid_authentication_error',
      'unauthorized',
      ...['unrecognizedclientexception', 'invalidsignatureexception', 'missingauthenticationtokenexception'],
      ...['invalid_grant', 'invalid_client', 'expiredtokenexception'],
    ],
    names: /^api_key_(invalid|expired|missing)|^(invalid|expired|missing|wrong|incorrect)_?(api_?key|token)/,
  },
  // OpenAI "model_not_found"; Azure "DeploymentNotFound"; Mistral {"type":"invalid_model","code":"1500"}; Groq
  // "model_decommissioned"; Z.ai 1211; Databricks "RESOURCE_DOES_NOT_EXIST"
  {
    kind: 'not_found',
    codes: [
      ...['model_not_found', 'deploymentnotfound', 'invalid_model', 'not_found_error', 'model_not_supported'],
      ...['previous_response_not_found', 'notfounderror', 'unknown_model', 'model_not_available'],
      ...['resource_does_not_exist', 'modelnotfound', '1211'],
    ],
    names: /^model_(decommissioned|deprecated|retired|removed)/,
  },
  // OpenAI "content_policy_violation", "invalid_prompt"; Azure "content_filter"; DashScope "DataInspectionFailed";
  // codex "inference_hook_denied", "bio_policy", "invalid_audio_format", "tool_collision"
  {
    kind: 'invalid_request',
    codes: [
      ...['content_policy_violation', 'content_filter', 'responsibleaipolicyviolation', 'datainspectionfailed'],
      ...[
        'invalid_prompt',
        'bio_policy',
        'misalignment_policy_violation',
        'moderation_blocked',
        'inference_hook_denied',
      ],
      ...[
        'data_inspection_failed',
        'policy_violation',
        'unsupported_value',
        'unsupported_parameter',
        'unknown_parameter',
      ],
      ...['audio_too_large', 'missing_audio_sample_rate', 'tool_collision', 'tool_use_failed', 'wrong_api_format'],
      ...['missing_required_parameter', 'integer_below_min_value', 'invalid_value', 'invalid_type'],
    ],
    names: /^(invalid|unsupported|missing)_(image|audio|file|tool|function|schema|json|message)|policy_violation$/,
  },
  // codex "server_is_overloaded", "slow_down"; Anthropic "overloaded_error"; Moonshot "engine_overloaded_error" under
  // 429; Google {"reason":"MODEL_CAPACITY_EXHAUSTED"}; llama.cpp "unavailable_error" while it loads; Mistral 3505; Azure
  // "NoCapacity"; Cerebras "queue_exceeded"; Bedrock "ModelNotReadyException"
  {
    kind: 'server_overloaded',
    codes: [
      ...['slow_down', 'unavailable_error', 'flex_unavailable', 'policy_capacity_unavailable', '3505'],
      ...['nocapacity', 'queue_exceeded', 'modelnotreadyexception', 'service_unavailable_error'],
    ],
    names: /overloaded|capacity_?(exhausted|exceeded)/,
  },
  // OpenAI "rate_limit_exceeded"; Azure "RateLimitReached"; Mistral {"type":"rate_limited","code":"1300"};
  // Moonshot "rate_limit_reached_error"; Copilot "user_model_rate_limited:gpt-5"; Z.ai 1302; Google quotaId
  // "…PerMinute…"
  {
    kind: 'rate_limit',
    codes: ['ratelimitreached', 'too_many_requests', 'toomanyrequests', '1300', '1302', 'agent_mode_limit_exceeded'],
    names:
      /rate_?limit(_exceeded$|_reached|ed|reached$)|^throttl|^limit_(requests|tokens)|upstream_provider_rate_limit|per(second|minute|hour)/,
  },
];

/** The messages of failures that have no code or a vague one. The first row that matches counts. */
export const WORDS: readonly Meaning[] = [
  // Groq "Rate limit reached for model …"; Azure "exceeded token rate limit of your current … tier"; OpenRouter
  // "temporarily rate-limited upstream"; Fireworks "Too Many Requests"; AWS "Rate exceeded"; Vertex "Quota exceeded for
  // aiplatform.googleapis.com/online_prediction_requests_per_base_model"
  {
    kind: 'rate_limit',
    words:
      /rate.?limit|rate exceeded|too many requests|(requests?|tokens) per (second|sec|minute|min|hour|day)\b|throttl|quota exceeded for (quota metric|\S+\.googleapis\.com)/i,
  },
  // DeepSeek "Insufficient Balance"; OpenRouter "Insufficient credits"; OpenAI "exceeded your current quota"; Ollama
  // "your subscription payment is past due"; MiniMax "usage limit exceeded" and "insufficient balance" under 500; xAI
  // "does not have any credits"; SiliconFlow "your account balance is insufficient"; Cloudflare "used up your daily free
  // allocation"; OpenRouter "Key limit exceeded"
  {
    kind: 'quota_exceeded',
    words:
      /(insufficient|not enough|no|out of|low|depleted) (account )?(balance|credits?|funds|quota)|balance is (insufficient|too low|not enough)|not have any credits|used up (your|all)|free (tier|allocation)[^.]{0,40}(exhausted|used)|key limit exceeded|overdue balance|exhausted [^.]{0,30}\bquota|exceeded [^.]{0,30}\bquota|quota [^.]{0,20}(used|exceeded|exhausted|reached)|credits? (balance|are depleted|exhausted)|payment (is )?(past due|required)|past due|billing|(usage|spend(ing)?) limit[^.]{0,20}(reached|exceeded)|(reached|reaching|exceeded) [^.]{0,20}(usage|spend(ing)?|monthly) limit|budget has been exceeded|exceeded [^.]{0,20}budget|recharge|top up|余额不足|欠费/i,
  },
  // Mistral "Service tier capacity exceeded"; Google "No capacity available for model"; Moonshot "currently
  // overloaded"; llama.cpp "Loading model"; Cerebras "high traffic"; Azure "high demand"; Ollama "server busy"
  {
    kind: 'server_overloaded',
    words:
      /overload|at (full )?capacity|capacity (temporarily )?(exceeded|exhausted)|no capacity|loading model|model\b[^.]{0,80} is (still |currently )?loading|\b(model|workers?|server|service|engine) (is |are )?(too |currently )?busy|currently unavailable|high (traffic|demand)/i,
  },
  // xAI "Incorrect API key provided" under 400; Mistral "Invalid API Key"; OpenRouter "Missing Authentication header"; AWS
  // "The security token included in the request is invalid", under 403; Gemini "unregistered callers", under 403
  {
    kind: 'unauthorized',
    words:
      /(incorrect|invalid|missing|wrong|expired|no) (api|access|auth\w*|subscription|bearer)[ -]?(key|token|header|credentials?)|api key (not valid|is (invalid|missing|expired)|not found)|invalid subscription key|authentication fail|unauthenticated|api key (was|has been) (reported|revoked|disabled|deleted|blocked)|unregistered callers|(security|bearer|access|auth\w*) token[^.]{0,40}(invalid|expired)|signature we calculated does not match/i,
  },
  // Servers that share OpenAI's code for nearly everything (DeepSeek, Moonshot), or that have none (xAI, SGLang, vLLM,
  // Gemini, Ollama, DashScope, LM Studio): "maximum context length is …", "prompt is too long", "n_keep >= n_ctx"
  {
    kind: 'context_window_exceeded',
    words:
      /(maximum|max|model'?s|available|exceeds?( the)?) (model )?(context|prompt|input) (length|size|window|limit)|maximum model length|max_(seq|model|input)_len|exceeds? (the )?max(imum)? (message|input|prompt|context) tokens|(less|fewer) than [\d,]+ tokens|(prompt|input)\b[^.]{0,60}exceeds? (the|its) (limit|maximum)|context (window|length|size|limit)[^.]{0,30}exceed|exceed[^.]{0,40}context|(prompt|input|messages?)( length)? (is |are )?too (long|large)|length of all messages is too long|(input|prompt) token count|token limit: \d|exceeded model token limit|range of input length|exceeds max length|n_(keep|ctx)\b|\btokens n?$|(input|prompt|message) \([\d,]+ tokens\)|context (the )?overflow|input_too_large|too many (input |prompt )?tokens(?!, please wait)|reduce the length of (the |your |either )?(messages?|prompt|input|one)|`?inputs`? tokens \+ `?max_new_tokens/i,
  },
  // Gemini "models/x is not found for API version v1beta"; xAI "Model not found: x"; OpenRouter "x is not a valid model
  // ID"; Bedrock "The provided model identifier is invalid"; Moonshot "Not found the model x"; Cohere "model 'x' was removed"
  {
    kind: 'not_found',
    words:
      /models?\b[^.]{0,100}? (not found|does not exist|not exist)|(models?\b|')\S{0,200} is not found|model not found|(not a valid|invalid|unknown|no such) model|models?\b.{0,120}not supported by any provider|not found the model|no endpoints found for|model identifier is invalid|could not resolve the foundation model|models?\b.{0,100} (was|has been) (removed|decommissioned|retired|shut down)|deployment\b[^.]{0,60}does not exist|previous response\b.{0,80}not found/i,
  },
  // Azure "triggering … content management policy"; OpenAI "flagged as potentially violating our usage policy"; OpenRouter
  // "your input was flagged", under 403; MiniMax "input new_sensitive", under 500
  {
    kind: 'invalid_request',
    words:
      /content (management |filter|policy)|usage polic(y|ies)|inappropriate content|(prompt|input|content|request) was flagged|new_sensitive|sensitive (information|content|words)/i,
  },
  // llama.cpp "Jinja Exception: …" and "tools param requires --jinja flag", both under 500; Groq "property 'store' is
  // unsupported"; Mistral "Extra inputs are not permitted"; MiniMax "invalid params"
  {
    kind: 'invalid_request',
    words:
      /jinja|requires? --\w|\bis unsupported|unsupported (parameter|value)|(is|are) not (permitted|supported)|invalid (params?|parameters?|value|role|request)\b|roles? must alternate|missing required|failed to deserialize/i,
  },
];

/** The vague names. Messages and statuses take precedence over them. */
export const CLASSES: readonly Meaning[] = [
  // Anthropic "rate_limit_error", also MiniMax for a plan that is used up; Google "RESOURCE_EXHAUSTED"
  { kind: 'rate_limit', codes: ['rate_limit_error', 'resource_exhausted', 'ratelimiterror', 'rate_limit'] },
  // Google {"status":"UNAVAILABLE"}
  {
    kind: 'server_overloaded',
    codes: ['unavailable', 'serviceunavailable', 'service_unavailable', 'serviceunavailableexception'],
  },
  // Google {"status":"NOT_FOUND"}
  { kind: 'not_found', codes: ['not_found'] },
  // DeepSeek sends "invalid_request_error" with nearly everything, Mistral also with an overload
  {
    kind: 'invalid_request',
    codes: [
      ...['invalid_request_error', 'invalid_request', 'invalid_argument', 'invalid-argument', 'badrequesterror'],
      ...['bad_request_error', 'bad_request', 'validation_error', 'invalid_parameter_error', 'invalid_request_body'],
      ...['failed_precondition', 'invalid_message', 'unprocessable_entity', 'unprocessableentityerror'],
      ...['1210', '1213', '1214'], // Z.ai: wrong parameters, also with the message of a context that is too long
    ],
    names: /^invalid_request_/,
  },
];

/** The statuses with the same meaning at every server. A `decisive` status takes precedence over names and messages. */
export const STATUSES: ReadonlyMap<number, { readonly kind: MeaningKind; readonly decisive?: true }> = new Map([
  [402, { kind: 'quota_exceeded', decisive: true }],
  [401, { kind: 'unauthorized' }],
  [429, { kind: 'rate_limit' }],
  [529, { kind: 'server_overloaded' }],
]);

/** The statuses of an invalid request, if nothing else identifies the failure. */
export const WRONG_REQUEST: ReadonlySet<number> = new Set([400, 422]);

/** The statuses that servers also send for a wrong URL, with any type of error in the body. */
export const WRONG_ADDRESS: ReadonlySet<number> = new Set([403, 404, 405, 413]);
