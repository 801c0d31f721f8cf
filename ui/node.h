/*
 * The described screen: an arena of nodes, built by ui_begin() … ui_end() and laid out by layout.h.
 * Private to ui/. Texts live in one block of secret memory, wiped before each description.
 */
#ifndef MOTCUA_UI_NODE_H
#define MOTCUA_UI_NODE_H

#include "core/image.h"
#include "ui/geometry.h"
#include "ui/theme.h"
#include "ui/ui.h"

#define NODE_DEPTH_MAX    32
#define NODE_ARENA_BYTES  (256 * 1024)
#define NODE_PICTURES_MAX 16
#define NODE_NONE         (-1)
#define NODE_HEIGHTS      2

enum node_kind {
    NODE_BOX,
    NODE_LABEL,
    NODE_BUTTON,
    NODE_ICON,
    NODE_FIELD,
    NODE_CHECK,
    NODE_PROGRESS,
    NODE_PICTURE,
    NODE_SPACE,
    NODE_LINE,
    NODE_SCROLL_UP, /* follow each scroll box at once; empty while its content fits */
    NODE_SCROLL_DOWN
};

struct ui_node {
    enum node_kind kind;
    /* Indices, NODE_NONE if there is none. Scroll buttons have a parent but are no siblings. */
    int parent;
    int first;
    int last;
    int next;

    /* Borrowed from the tree's arena, "" if none. */
    const char *id;
    const char *text; /* a field's value; a box's name */
    const char *name; /* for the accessibility tree; a field's label */
    const char *hint; /* for the accessibility tree */
    const char *icon;
    const char *extra; /* a field's placeholder; a label's folded words to highlight */

    struct ui_action action;
    struct ui_action hold;
    struct ui_action turn;
    int turn_px;
    bool repeats;
    bool disabled;
    bool chosen;
    bool checked;
    bool radio;
    bool active;
    bool invalid;
    bool secret;
    enum ui_expanded expanded;
    bool locked;
    bool scroll;
    bool wrap;
    bool modal;
    bool arrives;
    bool whole;
    enum ui_axis axis;
    enum ui_align align;
    enum ui_align justify;
    enum ui_surface surface;
    enum ui_text_style style;
    enum ui_tone tone;
    enum ui_button_style button;
    int gap_px;
    int pad_x_px;
    int pad_y_px;
    int grow;
    int width_px; /* fixed; 0: natural */
    int height_px;
    int min_height_px;
    int max_lines;
    int lines;
    int done;
    int total;
    int picture; /* index into the tree's pictures */

    /* Layout. */
    int natural_w; /* NODE_NONE: not known yet */
    /* Heights known for the last widths asked for: a scroll box asks for two, with and without its
     * buttons. They hold as long as the description and the theme do. */
    int measured_w[NODE_HEIGHTS];
    int measured_h[NODE_HEIGHTS];
    int measured_last;
    int given_px; /* scratch: along the parent's axis */
    bool settled; /* scratch: does not take part in sharing any more */
    int content_h;
    int view_h;
    int scroll_px;
    struct ui_rect rect;
    struct ui_rect clip;
};

struct node_picture {
    struct mc_grey image; /* scaled */
    uint64_t hash;
};

struct node_tree {
    struct ui_node nodes[UI_NODES_MAX];
    int count;
    int open; /* the innermost open box */
    int depth;
    int dropped; /* open boxes that were dropped */
    bool told;   /* that something was dropped */
    char *arena;
    size_t arena_used;
    const char *scroll_names[2]; /* of the buttons up and down; borrowed */
    struct node_picture pictures[NODE_PICTURES_MAX];
    int pictures_count;
};

void node_tree_init(struct node_tree *tree);
void node_tree_finish(struct node_tree *tree);
/* Wipes every text and starts with the root alone: a stack that fills the window. */
void node_tree_reset(struct node_tree *tree);
/* The sizes of things have changed: nothing measured holds any more. */
void node_tree_remeasure(struct node_tree *tree);
/* Appends to the open box. NULL when there is no room; then it logs once. */
struct ui_node *node_add(struct node_tree *tree, enum node_kind kind, const char *id);
void node_begin(struct node_tree *tree, const struct theme *theme, const char *id,
                const struct ui_box *box);
void node_end(struct node_tree *tree);
/* Copies into the arena, at most UI_TEXT_BYTES, cut with an ellipsis; NULL gives "". */
const char *node_keep(struct node_tree *tree, const char *text);
/* Copies and scales; NODE_NONE when there is no room. */
int node_keep_picture(struct node_tree *tree, const struct mc_grey *picture, int width_px);
/* Names pressable boxes, and notices with an id, that have none by the texts inside them. */
void node_name_boxes(struct node_tree *tree);

bool node_pressable(const struct ui_node *node);
bool node_is_inside(const struct node_tree *tree, int index, int ancestor);
/* The last modal box, or the root. */
int node_modal(const struct node_tree *tree);
int node_index(const struct node_tree *tree, const struct ui_node *node);
/* The surface text of this node stands on. */
enum ui_surface node_ground(const struct node_tree *tree, int index);
struct ui_rect node_visible(const struct ui_node *node);

#endif
