// Whether the container does its work: asked by Docker. Over stdio there is nothing to ask; that the process runs is all.
import { readFileSync } from 'node:fs';

const words = readFileSync('/proc/1/cmdline', 'utf8').split('\0');
const flag = words.indexOf('--port');
const port = flag < 0 ? process.env.CASPIO_MCP_PORT || 3000 : words[flag + 1];
if (words.includes('http') && !(await fetch(`http://127.0.0.1:${port}/health`)).ok) process.exit(1);
