/**
 * The choice of tools that a request leaves to the model: `auto` (the model decides), `none` (no tool), `required` (at
 * least one tool), or the tool with a name.
 */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };
