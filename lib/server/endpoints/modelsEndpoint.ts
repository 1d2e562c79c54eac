import { createHash } from 'node:crypto';
import type { JsonObject } from '../../protocol/codec/json.js';
import { unaryEndpoint } from './unaryEndpoint.js';

/** The fields that both models share. */
const COMMON: JsonObject = {
  default_reasoning_level: 'medium',
  supported_reasoning_levels: [
    { effort: 'low', description: 'Thinks for a moment.' },
    { effort: 'medium', description: 'Thinks for a while.' },
    { effort: 'high', description: 'Thinks for long.' },
  ],
  shell_type: 'shell_command',
  visibility: 'list',
  supported_in_api: true,
  base_instructions: 'You answer from a script.',
  model_messages: null,
  supports_reasoning_summaries: true,
  support_verbosity: true,
  default_verbosity: 'medium',
  apply_patch_tool_type: 'freeform',
  truncation_policy: { mode: 'tokens', limit: 10_000 },
  supports_parallel_tool_calls: true,
  context_window: 272_000,
  auto_compact_token_limit: 244_800,
  effective_context_window_percent: 95,
  experimental_supported_tools: [],
  input_modalities: ['text', 'image'],
};

const MODELS = [
  {
    ...COMMON,
    slug: 'scripted',
    display_name: 'Scripted',
    description: 'Says what it was told to say.',
    priority: 1,
    upgrade: null,
  },
  {
    ...COMMON,
    slug: 'scripted-mini',
    display_name: 'Scripted mini',
    description: 'Says the same, and costs as little.',
    priority: 2,
    upgrade: { model: 'scripted', migration_markdown: 'There is a **larger** one.' },
  },
];

const etagOf = (answer: unknown): string =>
  `"${createHash('sha256').update(JSON.stringify(answer)).digest('hex').slice(0, 16)}"`;

/** `GET /v1/models`: two models, and an `ETag` that changes with the list. */
// docs/wire.md, section 6.9
export const modelsEndpoint = unaryEndpoint(
  'GET',
  () => ({ models: MODELS }),
  (answer) => ({ etag: etagOf(answer) }),
);
