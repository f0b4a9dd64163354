/** Largest frame that a seed peer accepts: the reference client's library closes the socket at 1,048,576 bytes. */
export const SEED_MAX_FRAME_BYTES = 1_000_000;

/** Largest frame under version 1, in bytes, in either direction. */
export const MAX_FRAME_BYTES = 8_388_608;

/** A result whose JSON text is larger than this, in bytes, travels as a blob once both sides can. */
export const INLINE_RESULT_BYTES = 262_144;

/** Frames above this size, in bytes, may travel compressed once both sides named an encoding. */
export const COMPRESS_FROM_BYTES = 16_384;

/** Containers inside containers that a frame may hold; real graphs stay below 20. */
export const MAX_FRAME_DEPTH = 64;

/** Version of the protocol that this code speaks beside the seed. */
export const PROTOCOL_VERSION = 1;

/** WebSocket subprotocols in the order in which a node prefers them. */
export const SUBPROTOCOLS = { msgpack: 'openclaw.v1.msgpack', json: 'openclaw.v1.json' } as const;

/** Largest time in milliseconds that a timer of this runtime takes; a larger one would end at once. */
export const MAX_TIMER_MS = 2_147_483_647;
