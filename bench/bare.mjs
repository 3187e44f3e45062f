// The least a stdio MCP server can be in Node: answers initialize, knows nothing else.
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if ('id' in message) {
    const serverInfo = { name: 'bare', version: '0' };
    const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo };
    console.log(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }));
  }
}
