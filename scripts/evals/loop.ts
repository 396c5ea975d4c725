import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { type Bench, openBench, type ToolResult } from '../../test/evals/bench.js';
import { judge } from '../../test/evals/judge.js';
import type { Task } from '../../test/evals/task.js';
import { askModel, type Message, type ToolCall } from './model.js';

/** How a model did. */
export interface Report {
  readonly id: string;
  /** What was wrong; nothing for a task that it passed. */
  readonly problems: readonly string[];
  readonly caspioCalls: number;
  readonly turns: number;
  /** Of the texts that tools gave it. */
  readonly tokens: number;
}

/** Lets a model work on a task, in a sandbox of its own, until it says something or has had its turns. */
export async function runTask(task: Task, command: string, mostTurns: number): Promise<Report> {
  const bench = await openBench(task);
  try {
    const { tools } = await bench.client.listTools();
    const messages: Message[] = [
      { role: 'system', text: bench.client.getInstructions() ?? '' },
      { role: 'user', text: task.ask },
    ];
    let answer: string | undefined;
    let turns = 0;
    let tokens = 0;
    let sawImage = false;
    let fault: string | undefined;
    while (answer === undefined && fault === undefined && turns < mostTurns) {
      turns += 1;
      try {
        const { tool_calls = [], text } = await askModel(command, { tools, messages });
        if (tool_calls.length === 0) answer = text ?? '';
        else messages.push({ role: 'assistant', tool_calls, ...(text !== undefined && { text }) });
        for (const [call, one] of tool_calls.entries()) {
          const { content, isError } = await callTool(bench, one);
          messages.push({ role: 'tool', name: one.name, call, content, is_error: isError });
          for (const block of content) {
            if (block.type === 'text') tokens += countTokens(block.text);
            sawImage ||= block.type === 'image';
          }
        }
      } catch (error) {
        fault = error instanceof Error ? error.message : String(error);
      }
    }
    const caspioCalls = await bench.caspioCalls();
    const judged = await judge(task, bench, { answer: answer ?? '', sawImage, caspioCalls });
    const unended = answer === undefined ? [fault ?? `did not end within ${mostTurns} turns`] : [];
    return { id: task.id, problems: [...unended, ...judged], caspioCalls, turns, tokens };
  } finally {
    await bench.close();
  }
}

/** A call that the protocol refuses, as that of a tool that is not there, is for the model to hear of. */
async function callTool(bench: Bench, { name, arguments: args }: ToolCall): Promise<ToolResult> {
  return bench.call(name, args).catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    return { isError: true, text, content: [{ type: 'text', text }] };
  });
}
