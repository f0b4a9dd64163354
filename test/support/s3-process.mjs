/** An S3 server as a process of its own: `node s3-process.mjs FOLDER BUCKET`. */
import S3rver from 's3rver';

const [, , directory, name] = process.argv;
const { port } = await new S3rver({
  directory,
  address: '127.0.0.1',
  port: 0,
  silent: true,
  configureBuckets: [{ name }],
}).run();
process.stdout.write(`listening on 127.0.0.1:${port}\n`);
