import { kindOf } from '../protocol/codec/kindOf.js';
import type { JsonObject } from '../protocol/codec/json.js';
import type { ServerProfile } from '../protocol/ServerProfile.js';
import { unknownName } from '../protocol/unknownName.js';
import { profiles } from './profiles.js';

/** The members that have one of a few words. */
const WORDS: { readonly [K in keyof ServerProfile]?: readonly ServerProfile[K][] } = {
  reasoningSpan: ['none', 'turn', 'all'],
  fillerOn: ['calls', 'all'],
  toolResults: ['text', 'parts'],
  toolPictures: ['inline', 'user_message'],
  files: ['file', 'document_url'],
  unknownKeys: ['refused', 'ignored'],
  limitKey: ['max_tokens', 'max_completion_tokens'],
  effortKey: ['reasoning_effort', 'reasoning'],
  forcedToolChoice: ['required', 'any'],
  callContent: ['null', 'empty'],
  callIds: ['any', 'max40', 'alnum9'],
  seedKey: ['seed', 'random_seed'],
};

const NAMES = { names: Object.keys(profiles.standard), instead: new Map<string, string>() };

const oneOf: ReadonlyMap<string, readonly unknown[]> = new Map(Object.entries(WORDS));

/** The members that are a text, or null where the server wants none. */
const isText = (value: unknown): boolean => typeof value === 'string' || value === null;

/** Returns what a member must be; undefined if it is that. */
const expectedFor = (name: string, value: unknown, like: unknown): string | undefined => {
  const words = oneOf.get(name);
  if (words !== undefined) return words.includes(value) ? undefined : `one of ${words.join(', ')}`;
  if (isText(like)) return isText(value) ? undefined : 'a string or null';
  return kindOf(value) === kindOf(like) ? undefined : kindOf(like);
};

/** Describes the first member of a profile that is missing, unknown or impossible. Returns undefined if there is none. */
export const profileFault = (profile: JsonObject): string | undefined => {
  const unknown = unknownName(profile, NAMES);
  if (unknown !== undefined) return `profile has no option ${unknown}`;
  for (const [name, like] of Object.entries(profiles.standard)) {
    const expected = expectedFor(name, profile[name], like);
    if (expected !== undefined) return `profile.${name} must be ${expected}`;
  }
  return undefined;
};
