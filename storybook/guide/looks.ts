/** Why the kit looks as it does. */
export const looks = `# Why it looks like this

A chat with an agent is read for hours, often beside other work. So the kit is quiet: what is said has the room and the contrast, and what only
happened has a line.

## Water, and what waits

The log is a channel that everything flows through, so one colour, a **water blue**, stands for what moves and for what a person can do. It is never
used for decoration. Three more colours have one meaning each, everywhere:

| colour | meaning |
|---|---|
| amber | waits for a person |
| red | failed |
| green | done |

No colour is the only sign of anything: each comes with a word or a mark of its own shape. All are given in OKLCH, as pairs for light and dark of the
same perceived weight, and checked by axe in light, dark and high contrast.

## One rail

An agent's turn hangs on a thin line. Its words stand beside the line, its tools are gates on it: a round mark whose shape says how the call ended. A
reader can run down the rail and see what was done without reading. What a person says stands at the other side in a tint, as there is no need to say
whose it is twice.

## Type

One family, four sizes on a scale of 1.125 around 15 pixels, and one mono for what machines say: names of tools, code, arguments. A line is at most 46
rem wide, about 75 characters, as longer ones are lost on the way back. Numbers that change have figures of the same width, so that nothing jumps.

## Space

A grid of 4 pixels. Two messages of a turn are near, two turns are apart: closeness says what belongs together, so that no boxes are needed. A box
stands only around what can be answered or opened.

## Motion

160 milliseconds, one curve, and only for what a person did. Text appears at once when it comes; nothing fades in, since that would make the agent
look slower than it is. Two things move by themselves: the mark of a run that goes on, and the bar of a tool that tells no fraction. With reduced
motion asked for, both stand still.

## Nothing jumps

Room is kept for what comes: actions under a turn have their height before they are seen, numbers their width. What is read stays where it is when older
history is put in front of it. Only the end moves, and only while the reader is there.
`
