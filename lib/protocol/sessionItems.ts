import * as t from 'io-ts';
import { nullish } from './codec/json.js';
import { writtenAs } from './codec/writtenAs.js';

const text = nullish(t.string);

/**
 * The provider that gave the item, where the item has members that only this provider can read. It is set by a client
 * and never sent.
 */
export const origin = t.union([t.string, t.undefined]);

/** These items go back as they came: it is not known which members a server requires. */
const asReceived = ({ origin: _origin, ...item }: { readonly origin?: string | undefined }): object => item;

/** A message between agents of one session. */
const AgentMessage = writtenAs(
  t.intersection([
    t.type({ type: t.literal('agent_message') }),
    t.partial({ author: text, recipient: text, content: t.unknown, status: text, origin }),
  ]),
  asReceived,
);

/** Tools that become available in the middle of a conversation. */
const AdditionalTools = writtenAs(
  t.intersection([
    t.type({ type: t.literal('additional_tools'), tools: t.readonlyArray(t.unknown) }),
    t.partial({ origin }),
  ]),
  asReceived,
);

/** A change of the settings that hold from here on. */
const ConfigurationUpdate = writtenAs(
  t.intersection([t.type({ type: t.literal('configuration_update') }), t.partial({ reasoning: t.unknown, origin })]),
  asReceived,
);

/** Requests a compaction of everything before it. */
const CompactionTrigger = writtenAs(
  t.intersection([t.type({ type: t.literal('compaction_trigger') }), t.partial({ origin })]),
  asReceived,
);

const ContextCompaction = writtenAs(
  t.intersection([t.type({ type: t.literal('context_compaction') }), t.partial({ encrypted_content: text, origin })]),
  asReceived,
);

/** The items by which a session of codex manages itself: agents, tools, settings and compactions. */
export const sessionItems = {
  agent_message: AgentMessage,
  additional_tools: AdditionalTools,
  configuration_update: ConfigurationUpdate,
  compaction_trigger: CompactionTrigger,
  context_compaction: ContextCompaction,
} as const;
