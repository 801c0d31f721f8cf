"""A robot that has only what a tactile keypad has: arrows, Return and Escape."""

from harness import Failure

MOVES_MAX = 150


def middle(node):
    return node["x"] + node["w"] / 2, node["y"] + node["h"] / 2


class Keypad:
    """The robot with the means of a keypad: `tap` walks there and presses Return, so that the same
    journeys can be played."""

    def __init__(self, robot):
        self.robot = robot

    def __getattr__(self, name):
        return getattr(self.robot, name)

    def focused(self):
        """The node with the ring; a field that is written in is not meant."""
        nodes = [n for n in self.robot.tree()["nodes"] if n["focused"] and n["role"] != "field"]
        return nodes[0] if nodes else None

    def press(self, name):
        self.robot.key(name)
        self.robot.idle()

    def direction(self, at, target):
        """The way the eye would go: along the longer side, first up or down."""
        here, there = middle(at), middle(target)
        if target["w"] == 0:
            return "Down"
        if abs(there[1] - here[1]) > min(at["h"], target["h"]) / 2:
            return "Down" if there[1] > here[1] else "Up"
        return "Right" if there[0] > here[0] else "Left"

    def walk(self, target):
        """Moves the focus there. Where the straight way turns in a circle, Right goes through all
        in reading order."""
        seen = {}
        way = []
        for _ in range(MOVES_MAX):
            nodes = self.robot.nodes()
            if target not in nodes:
                raise Failure(f"no {target} on {self.robot.screen()}")
            at = self.focused()
            if at is not None and at["id"] == target:
                if at["w"] == 0:
                    raise Failure(f"{target} has the focus and is not to be seen")
                return
            key = "Down" if at is None else self.direction(at, nodes[target])
            here = at["id"] if at else ""
            seen[here] = seen.get(here, 0) + 1
            if seen[here] > 2:
                key = "Right" if seen[here] % 2 else "Down"
            way.append(f"{here} {key}")
            self.press(key)
        raise Failure(f"the arrows do not lead to {target}: {way}")

    def tap(self, target):
        self.walk(target)
        self.robot.key("Return")
