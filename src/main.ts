// Hides the command line, which may hold tokens, before anything slow is loaded.
process.title = 'nodetool-gateway';

const { serve } = await import('./app/serve.js');

process.exit(await serve({ args: process.argv.slice(2) }));
