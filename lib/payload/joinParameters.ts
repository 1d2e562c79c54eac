import type { JsonObject } from '../protocol/codec/json.js';
import { writeJsonText } from '../protocol/codec/json.js';
import { sameJson } from '../protocol/codec/sameJson.js';
import { buildError } from '../protocol/errors/ApiError.js';

/** Members of a body that the caller has set with options, each under the name of its option. */
export type GivenMembers = Readonly<Record<string, JsonObject>>;

/** The most characters of a value in an error message. */
const LONGEST_VALUE = 60;

const shown = (value: unknown): string => {
  const text = writeJsonText(value) ?? String(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
};

/**
 * Joins the members that options set with `modelParameters`.
 *
 * @param given the members that each option sets, by the name of the option.
 *
 * @throws a `build` error if a parameter contradicts an option. It names both.
 */
export const joinParameters = (given: GivenMembers, parameters: JsonObject = {}): JsonObject => {
  if (Object.keys(parameters).length > 0) expectAgreement(given, parameters);
  const joined: Record<string, unknown> = { ...parameters };
  for (const members of Object.values(given))
    for (const key of Object.keys(members)) if (members[key] !== undefined) joined[key] = members[key];
  return joined;
};

const expectAgreement = (given: GivenMembers, parameters: JsonObject): void => {
  for (const [option, members] of Object.entries(given))
    for (const [key, value] of Object.entries(members)) {
      const other = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
      if (value === undefined || other === undefined || sameJson(value, other)) continue;
      throw buildError(
        `${option} and modelParameters.${key} contradict each other: ${shown(value)} and ${shown(other)}; give only one of them`,
      );
    }
};
