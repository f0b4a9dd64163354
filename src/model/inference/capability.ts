/** What a provider can be asked for. */
export const CAPABILITIES = ['chat', 'embedding', 'image', 'speech', 'transcription'] as const;
export type Capability = (typeof CAPABILITIES)[number];
