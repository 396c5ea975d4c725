// Whether the container does its work: asked by Docker. Over stdio there is nothing to ask; that the process runs is all.
import { readFileSync } from 'node:fs';

const serves = readFileSync('/proc/1/cmdline', 'utf8').split('\0').includes('http');
const port = process.env.CASPIO_MCP_PORT || 3000;
if (serves && !(await fetch(`http://127.0.0.1:${port}/health`)).ok) process.exit(1);
