// The types that a `ResponseEvent` is made of. A type that a signature mentions is exported by the same entry point.
export type * from './errors/errorTypes.js';
export type { JsonObject } from './codec/json.js';
export type { MemberOf, Other } from './codec/openUnion.js';
export type { ContentItem } from './ContentItem.js';
export type { CreditsSnapshot, RateLimitSnapshot, RateLimitWindow } from './RateLimitSnapshot.js';
export type { EventPlace, HostedTool, ResponseEvent } from './ResponseEvent.js';
export type { ResponseItem } from './ResponseItem.js';
export type { TokenUsage } from './TokenUsage.js';
