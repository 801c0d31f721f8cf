#include "core/memory.h"
#include "tests/unit/cmocka_all.h"
#include "ui/node.h"

static int create(void **state)
{
    static struct node_tree tree;
    node_tree_init(&tree);
    node_tree_reset(&tree);
    *state = &tree;
    return 0;
}

static int destroy(void **state)
{
    node_tree_finish(*state);
    return 0;
}

static struct mc_grey numbered(int width_px, int height_px)
{
    struct mc_grey picture;
    mc_grey_init(&picture, width_px, height_px);
    for (int i = 0; i < width_px * height_px; i++) {
        picture.pixels[i] = (uint8_t)(i * 37 + 11);
    }
    return picture;
}

static const struct node_picture *keep(struct node_tree *tree, const struct mc_grey *picture,
                                       int width_px)
{
    int index = node_keep_picture(tree, picture, width_px);
    assert_int_not_equal(index, NODE_NONE);
    return &tree->pictures[index];
}

static void a_picture_grows_by_repeating_its_pixels(void **state)
{
    static const int widths[] = {5, 10, 12, 35, 213};
    struct mc_grey picture = numbered(5, 7);
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        const struct mc_grey *image = &keep(*state, &picture, widths[i])->image;
        assert_int_equal(image->width_px, widths[i]);
        assert_int_equal(image->height_px, widths[i] * 7 / 5);
        for (int y = 0; y < image->height_px; y++) {
            for (int x = 0; x < image->width_px; x++) {
                int from = y * 7 / image->height_px * 5 + x * 5 / image->width_px;
                assert_int_equal(image->pixels[y * image->width_px + x], picture.pixels[from]);
            }
        }
    }
    mc_grey_finish(&picture);
}

static void a_picture_shrinks_to_the_mean_of_its_pixels(void **state)
{
    struct mc_grey picture = numbered(12, 8);
    const struct mc_grey *image = &keep(*state, &picture, 6)->image;
    assert_int_equal(image->width_px, 6);
    assert_int_equal(image->height_px, 4);
    for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 6; x++) {
            const uint8_t *four = picture.pixels + (ptrdiff_t)(2 * y * 12 + 2 * x);
            assert_int_equal(image->pixels[y * 6 + x],
                             (four[0] + four[1] + four[12] + four[13]) / 4);
        }
    }
    mc_grey_finish(&picture);
}

static void pictures_that_differ_anywhere_are_told_apart(void **state)
{
    struct mc_grey picture = numbered(5, 5);
    uint64_t hash = keep(*state, &picture, 5)->hash;
    for (int i = 0; i < 25; i++) {
        node_tree_reset(*state);
        assert_int_equal(keep(*state, &picture, 5)->hash, hash);
        picture.pixels[i] ^= 0x80;
        assert_int_not_equal(keep(*state, &picture, 5)->hash, hash);
        picture.pixels[i] ^= 0x80;
    }
    mc_grey_finish(&picture);
}

#define NODE_TEST(f) cmocka_unit_test_setup_teardown(f, create, destroy)

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        NODE_TEST(a_picture_grows_by_repeating_its_pixels),
        NODE_TEST(a_picture_shrinks_to_the_mean_of_its_pixels),
        NODE_TEST(pictures_that_differ_anywhere_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
