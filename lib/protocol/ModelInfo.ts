import * as t from 'io-ts';
import { map } from '#either';
import { nullish } from './codec/json.js';

const text = nullish(t.string);
const flag = nullish(t.boolean);
const count = nullish(t.number);

/** A model as codex's servers describe it. All members except the slug may be missing. */
const Described = t.intersection([
  t.type({ slug: t.string }),
  t.partial({
    display_name: text,
    description: text,
    default_reasoning_level: text,
    supported_reasoning_levels: nullish(
      t.readonlyArray(t.intersection([t.type({ effort: t.string }), t.partial({ description: text })])),
    ),
    shell_type: text,
    visibility: text,
    supported_in_api: flag,
    priority: count,
    upgrade: nullish(t.intersection([t.type({ model: t.string }), t.partial({ migration_markdown: text })])),
    base_instructions: text,
    model_messages: t.unknown,
    supports_reasoning_summaries: flag,
    support_verbosity: flag,
    default_verbosity: text,
    apply_patch_tool_type: text,
    truncation_policy: nullish(t.type({ mode: t.string, limit: t.number })),
    supports_parallel_tool_calls: flag,
    context_window: count,
    auto_compact_token_limit: count,
    effective_context_window_percent: count,
    experimental_supported_tools: nullish(t.readonlyArray(t.string)),
    input_modalities: nullish(t.readonlyArray(t.string)),
    service_tiers: nullish(t.readonlyArray(t.unknown)),
    additional_speed_tiers: nullish(t.readonlyArray(t.unknown)),
    default_service_tier: text,
    available_access_programs: nullish(t.readonlyArray(t.unknown)),
    availability_nux: t.unknown,
    multi_agent_version: t.unknown,
    supports_reasoning_summary_parameter: flag,
    default_reasoning_summary: text,
    web_search_tool_type: text,
    model_specialty: text,
  }),
]);

// As sent by OpenAI and most other providers: {"object": "list", "data": [{"id": "gpt-5.1", "object": "model", …}]}
const Listed = t.type({ id: t.string });

/** A model that a provider offers, with defaults for the members that the provider leaves out. */
export interface ModelInfo {
  /** The name of the model in a request. */
  readonly slug: string;
  /** The name of the model for people. Default: the slug. */
  readonly display_name: string;
  readonly description?: string | null | undefined;
  readonly default_reasoning_level?: string | null | undefined;
  readonly supported_reasoning_levels?:
    readonly { readonly effort: string; readonly description?: string | null | undefined }[] | null | undefined;
  readonly shell_type?: string | null | undefined;
  readonly visibility?: string | null | undefined;
  readonly supported_in_api?: boolean | null | undefined;
  readonly priority?: number | null | undefined;
  readonly upgrade?:
    { readonly model: string; readonly migration_markdown?: string | null | undefined } | null | undefined;
  readonly base_instructions?: string | null | undefined;
  readonly model_messages?: unknown;
  readonly supports_reasoning_summaries?: boolean | null | undefined;
  readonly support_verbosity?: boolean | null | undefined;
  readonly default_verbosity?: string | null | undefined;
  readonly apply_patch_tool_type?: string | null | undefined;
  readonly truncation_policy?: { readonly mode: string; readonly limit: number } | null | undefined;
  readonly supports_parallel_tool_calls?: boolean | null | undefined;
  /** The size of the context window, in tokens. */
  readonly context_window?: number | null | undefined;
  readonly experimental_supported_tools?: readonly string[] | null | undefined;
  /** The tiers of service that the model has, as received. */
  readonly service_tiers?: readonly unknown[] | null | undefined;
  readonly additional_speed_tiers?: readonly unknown[] | null | undefined;
  readonly default_service_tier?: string | null | undefined;
  /** The programs that give access to the model, as received. */
  readonly available_access_programs?: readonly unknown[] | null | undefined;
  readonly availability_nux?: unknown;
  readonly multi_agent_version?: unknown;
  readonly supports_reasoning_summary_parameter?: boolean | null | undefined;
  readonly default_reasoning_summary?: string | null | undefined;
  readonly web_search_tool_type?: string | null | undefined;
  readonly model_specialty?: string | null | undefined;
  /**
   * A conversation with at least this number of tokens should be compacted. Default: 90 % of the context window, if
   * known.
   */
  readonly auto_compact_token_limit: number | null;
  /** The part of the context window that a prompt may fill, in percent. Default: 95. */
  readonly effective_context_window_percent: number;
  /** The kinds of input that the model accepts. Default: text and image. */
  readonly input_modalities: readonly string[];
}

// docs/wire.md, section 6.9
const COMPACT_AT = 0.9;

/** Adds the defaults to a description. */
const modelInfo = (described: t.TypeOf<typeof Described>): ModelInfo => {
  const { context_window } = described;
  return {
    ...described,
    display_name: described.display_name ?? described.slug,
    auto_compact_token_limit:
      described.auto_compact_token_limit ?? (context_window ? Math.floor(context_window * COMPACT_AT) : null),
    effective_context_window_percent: described.effective_context_window_percent ?? 95,
    input_modalities: described.input_modalities ?? ['text', 'image'],
  };
};

/** The models that a provider offers. */
export interface ModelList {
  readonly models: readonly ModelInfo[];
  /**
   * The entity tag of the list, which changes when the list changes. Streams report it in the event `models_etag`. Null
   * if the server sends none.
   */
  readonly etag: string | null;
}

const DescribedModels = t.intersection([t.type({ models: t.readonlyArray(Described) }), t.partial({ etag: text })]);
const ListedModels = t.type({ data: t.readonlyArray(Listed) });

/** The reply of the server: the list of codex, or the list of the OpenAI API, which holds only the names of models. */
export const ModelsOutput = new t.Type<ModelList, unknown>(
  'models response',
  (value): value is ModelList => DescribedModels.is(value),
  (value, context) => {
    // llama.cpp sends both lists, and its `models` have no slugs.
    if (!DescribedModels.is(value) && ListedModels.is(value))
      return t.success({ models: value.data.map(({ id }) => modelInfo({ slug: id })), etag: null });
    return map((reply: t.TypeOf<typeof DescribedModels>) => ({
      models: reply.models.map(modelInfo),
      etag: reply.etag ?? null,
    }))(DescribedModels.validate(value, context));
  },
  t.identity,
);
