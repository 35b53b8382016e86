/** Where frames travel when they cannot by socket: `POST` up, a held `GET` down, `DELETE` ends. [W4] */
export const FRAMES_PATH = '/v1/frames'

/** UTF-8 bytes of a frame, or of the frames of one request, that a server reads before it ends the connection; it refuses what is smaller and still too large. [S7] */
export const MOST_FRAME_BYTES = 1024 * 1024

/** The header that names the connection whose frames are meant. It stands for the connection, so it is in no URL. [W4 S6] */
export const CONNECTION_HEADER = 'sluice-connection'

/** The media type of frames in a body, one in each line. */
export const FRAMES_MEDIA_TYPE = 'application/x-ndjson'

/** Where a page asks who the server takes it for. [S6] */
export const PRINCIPAL_PATH = '/v1/principal'
